"""What patients and the practice have been writing to each other, in plain words; told backwards from now."""

from dataclasses import dataclass
from typing import Literal

HOUR, DAY = 60, 24 * 60


@dataclass(frozen=True, slots=True)
class Said:
    """One message. by: key in the cast. minutes_ago: when. internal: a note among staff."""

    by: str
    minutes_ago: int
    text: str
    internal: bool = False


@dataclass(frozen=True, slots=True)
class Conversation:
    """One thread. patient: key of the persona. topic: key of the cast's. owner: key of the staff it is assigned to.

    state: as it ends; what is open and unowned stays with the pool. is_read: staff have read all of it.
    """

    patient: str
    topic: str
    subject: str
    said: tuple[Said, ...]
    owner: str | None = None
    state: Literal["open", "waiting", "closed"] = "open"
    is_read: bool = False


CONVERSATIONS = (
    Conversation(
        "ana", "results", "Mi azúcar en ayunas",
        (
            Said("ana", 2 * DAY, "Buenos días. Esta semana mi azúcar en ayunas ha salido entre 128 y 140. ¿Está bien o"
                 " tengo que cambiar algo?"),
            Said("park", 2 * DAY - 50, "Buenos días, Ana. Gracias por anotarlo. Va mejor que en verano: su hemoglobina"
                 " A1c bajó a 7.1. ¿Sigue tomando la metformina con el desayuno y con la cena?"),
            Said("ana", 2 * DAY - 95, "Sí, dos veces al día. Los domingos a veces se me olvida la de la noche."),
            Said("park", 2 * DAY - 110, "A1c 7.1, down from 8.6. Misses some Sunday evening doses. Would you keep the"
                 " dose and recheck in three months?", internal=True),
            Said("okafor", 2 * DAY - 240, "Yes, keep 500 mg twice a day. Recheck A1c and kidney function in February.",
                 internal=True),
            Said("park", 2 * DAY - 260, "La Dra. Okafor dice que va muy bien y que siga igual. Repetimos el análisis en"
                 " febrero. Un truco para los domingos: ponga una alarma a la hora de la cena."),
            Said("ana", 35, "Muchas gracias. Una pregunta más: ¿puedo tomar la metformina si voy a estar en ayunas para"
                 " el dentista el lunes?"),
        ),
        owner="park",
    ),
    Conversation(
        "mia", "health", "Mia has been coughing at night",
        (
            Said("ben", 48, "Hi, Mia has coughed the last three nights and used her blue inhaler twice yesterday. No"
                 " fever. She is playing and eating normally. Do we need to come in?"),
        ),
    ),
    Conversation(
        "elijah", "health", "Chest tightness on the stairs",
        (
            Said("elijah", 12, "Since this morning I get a tight feeling in my chest when I climb the stairs, and I am"
                 " short of breath. It goes away when I sit down. I weigh three pounds more than yesterday."),
        ),
    ),
    Conversation(
        "grace", "refill", "Levothyroxine",
        (
            Said("grace", 5 * HOUR, "Good morning, I have four tablets of levothyroxine left. Could you send the refill"
                 " to the pharmacy on Main Street?"),
        ),
    ),
    Conversation(
        "tomas", "appointment", "Cambiar la cita del jueves",
        (
            Said("tomas", 3 * HOUR, "Hola, el jueves me cambiaron el turno en el trabajo. ¿Podría ser el viernes por"
                 " la tarde o por video?"),
            Said("ortiz", 3 * HOUR - 25, "Hola, señor Herrera. El viernes tenemos a las 3:15 en persona o a las 4:00"
                 " por video con el Dr. Feld. ¿Cuál prefiere?"),
        ),
        owner="ortiz", state="waiting",
    ),
    Conversation(
        "priya", "health", "Feeling better, a question about sleep",
        (
            Said("priya", DAY + 6 * HOUR, "The last weeks have been much better, thank you. I still wake up at four"
                 " most nights. Is that the sertraline, and would it help to take it earlier?"),
            Said("okafor", DAY + 2 * HOUR, "I am glad to hear it, and your last score says the same. Early waking can"
                 " come from the medicine. Take it right after getting up for two weeks and write to me how it goes. If"
                 " your mood drops, or you think of hurting yourself, call us at once, or 988 at any hour."),
            Said("priya", DAY + HOUR, "Thank you, I will try that and write again."),
        ),
        owner="okafor", state="closed", is_read=True,
    ),
    Conversation(
        "walter", "forms", "Letter for the day center",
        (
            Said("ingrid", 2 * DAY + 4 * HOUR, "The day center needs a letter that says which medicines Dad takes and"
                 " that he may join the walks. Could you write one by Friday?"),
            Said("ortiz", 2 * DAY + 2 * HOUR, "Good afternoon, Ingrid. I have asked Dr. Okafor for it."),
            Said("ortiz", 2 * DAY + 2 * HOUR - 5, "Daughter is his proxy. Needs the medicine list and a word on"
                 " walking; last visit note says steady on his feet.", internal=True),
            Said("okafor", DAY + 3 * HOUR, "The letter is signed and at the front desk; he is welcome on the walks with"
                 " company."),
            Said("ingrid", DAY + 2 * HOUR, "Wonderful, I will pick it up tomorrow. Thank you both."),
        ),
        owner="ortiz", state="closed", is_read=True,
    ),
    Conversation(
        "zoe", "health", "Headaches before exams",
        (
            Said("zoe", 20 * HOUR, "Hi, I get a headache almost every day now because of exams and I take ibuprofen for"
                 " it. Is it okay to take it every day?"),
            Said("adeyemi", 19 * HOUR, "Hi Zoë, good that you ask. More than two days a week is too often; it can cause"
                 " headaches by itself. How many days did you take it this month, about?"),
            Said("zoe", 90, "maybe 14?"),
        ),
        owner="adeyemi",
    ),
    Conversation(
        "noah", "forms", "Vaccination record for preschool",
        (
            Said("adaeze", 26 * HOUR, "Hello, the preschool asks for Noah's vaccination record. Can I download it or do"
                 " you send it?"),
        ),
    ),
    Conversation(
        "carmen", "refill", "Receta de losartán",
        (
            Said("carmen", 7 * HOUR, "Buenas tardes. Se me acaba el losartán el lunes. La presión en casa: 126/74,"
                 " 131/78 y 128/75."),
            Said("park", 6 * HOUR, "Home readings 126 to 131 over 74 to 78. Last potassium 4.2. Fine to renew for six"
                 " months?", internal=True),
        ),
    ),
    Conversation(
        "deshawn", "bill", "Charge for the spirometry",
        (
            Said("deshawn", 4 * DAY, "I was billed $84 for the breathing test in September. My plan says it is"
                 " covered."),
            Said("novak", 4 * DAY - 3 * HOUR, "Thank you for writing. The claim went out under your old plan number. I"
                 " have sent it again; please ignore the bill."),
            Said("deshawn", 4 * DAY - 4 * HOUR, "Great, thanks for sorting that out."),
            Said("novak", DAY, "The plan has paid in full. Your balance is $0."),
        ),
        owner="novak", state="closed", is_read=True,
    ),
    Conversation(
        "hana", "results", "Liver value",
        (
            Said("hana", 9 * HOUR, "I saw that my ALT went up to 41. I take methotrexate on Mondays. Should I skip the"
                 " next dose?"),
        ),
        owner="okafor",
    ),
    Conversation(
        "jose", "health", "El pie me está doliendo otra vez",
        (
            Said("jose", 75, "Buenos días. Desde anoche tengo el dedo gordo del pie rojo, caliente y con mucho dolor,"
                 " como el año pasado. ¿Qué puedo tomar? Sé que el ibuprofeno no me conviene por los riñones."),
        ),
    ),
    Conversation(
        "camila", "appointment", "Ecografía de las 20 semanas",
        (
            Said("camila", DAY + 4 * HOUR, "Hola, ¿cuándo me toca la ecografía? Ya estoy en la semana 20."),
            Said("ortiz", DAY + 3 * HOUR, "Hola, Camila. Tenemos el martes a las 9:30. Dura unos 40 minutos y puede"
                 " venir acompañada."),
            Said("camila", DAY + 2 * HOUR, "¡Perfecto! Allí estaremos."),
        ),
        owner="ortiz", state="closed", is_read=True,
    ),
    Conversation(
        "omar", "health", "Sugar over 300 last night",
        (
            Said("omar", 4 * HOUR, "Last night before bed my meter showed 312 and this morning 268. I feel tired and"
                 " thirsty. I take 18 units twice a day."),
            Said("park", 3 * HOUR, "Called him: no vomiting, no fever, drinks well, ketone strip negative. A1c was 9.8."
                 " Can you take a video visit today?", internal=True),
        ),
        owner="okafor",
    ),
)  # fmt: skip
