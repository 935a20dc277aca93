"""The quick replies a new practice begins with, in both languages; it changes them as it likes."""

FIRST_REPLIES = (
    (
        "We have your message",
        "Hello {patient_first_name}, thank you for writing. We are looking into it and answer by {answer_by}. If it"
        " gets worse before then, call us at {practice_telephone}. {my_name}, {practice_name}",
        "Hola, {patient_first_name}: gracias por escribirnos. Lo estamos revisando y le respondemos antes del"
        " {answer_by}. Si empeora antes, llámenos al {practice_telephone}. {my_name}, {practice_name}",
    ),
    (
        "Refill sent",
        "Hello {patient_first_name}, your refill is on its way to your pharmacy. Please ask them when you can pick it"
        " up. {my_name}",
        "Hola, {patient_first_name}: ya enviamos su receta a la farmacia. Por favor pregunte allí cuándo puede"
        " recogerla. {my_name}",
    ),
    (
        "Results are fine",
        "Hello {patient_first_name}, your results are in and they are fine. Nothing needs to change. If you have"
        " questions about them, write to us here. {my_name}",
        "Hola, {patient_first_name}: ya tenemos sus resultados y están bien. No hay que cambiar nada. Si tiene"
        " preguntas, escríbanos aquí. {my_name}",
    ),
    (
        "Please make a visit",
        "Hello {patient_first_name}, we would like to see you for this. Please call us at {practice_telephone}, or"
        " write here which days suit you. {my_name}",
        "Hola, {patient_first_name}: quisiéramos verle en consulta por esto. Llámenos al {practice_telephone} o"
        " escriba aquí qué días le convienen. {my_name}",
    ),
    (
        "Call us today",
        "Hello {patient_first_name}, please call us today at {practice_telephone} so that we can talk about this. If"
        " you feel very unwell, call 911. {my_name}",
        "Hola, {patient_first_name}: por favor llámenos hoy al {practice_telephone} para hablar de esto. Si se siente"
        " muy mal, llame al 911. {my_name}",
    ),
)
