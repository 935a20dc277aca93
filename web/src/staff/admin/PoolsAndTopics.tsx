/** Who answers what: the pools, and the topics a patient may choose from. */
import { useState, type FormEvent } from "react";

import { useDo, useSee } from "../../app/live";
import { useLanguage } from "../../app/words";
import type { Id, Named } from "../../live/wire";
import { Button } from "../../ui/Button";
import { Field } from "../../ui/Field";
import { LayersIcon, MessageIcon } from "../../ui/icons";
import { Select } from "../../ui/Select";
import { showToast } from "../../ui/Toast";
import { topicName } from "../topics";
import { usePools } from "../pools";
import { useStaffWords } from "../words";
import { Page } from "./Page";
import { Refused } from "./Refused";

export function PoolsAndTopics() {
  const pools = usePools();
  return (
    <>
      <Pools pools={pools} />
      <Topics pools={pools} />
    </>
  );
}

function Pools({ pools }: { readonly pools: readonly Named[] }) {
  const t = useStaffWords();
  const create = useDo("pool.create");
  const [name, setName] = useState("");
  const add = async () => {
    if (name.trim() === "" || create.isRunning || !(await create.run({ name: name.trim() }))) return;
    setName("");
    showToast({ words: t("pools.added") });
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void add();
  };
  return (
    <Page title={t("pools.title")} lead={t("pools.lead")}>
      <ul className="admin-list">
        {pools.map((pool) => (
          <li className="admin-row" key={pool.id}>
            <LayersIcon />
            <p className="admin-row-name">{pool.name}</p>
          </li>
        ))}
      </ul>
      <form className="admin-add" onSubmit={submit}>
        <Field label={t("pools.name")} value={name} onChange={setName} />
        <Button type="submit" isPending={create.isRunning} isDisabled={name.trim() === ""}>
          {t("pools.add")}
        </Button>
      </form>
      <Refused refusal={create.refusal} />
    </Page>
  );
}

function Topics({ pools }: { readonly pools: readonly Named[] }) {
  const t = useStaffWords();
  const language = useLanguage();
  const topics = useSee("topic.list", {}).data?.topics ?? [];
  const create = useDo("topic.create");
  const [en, setEn] = useState("");
  const [es, setEs] = useState("");
  const [pool, setPool] = useState<Id | null>(null);
  const add = async () => {
    if (!pool || !(await create.run({ name: { en: en.trim(), es: es.trim() }, pool }))) return;
    setEn("");
    setEs("");
    showToast({ words: t("topics.added") });
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void add();
  };
  return (
    <Page title={t("topics.title")} lead={t("topics.lead")}>
      <ul className="admin-list">
        {topics.map((topic) => (
          <li className="admin-row" key={topic.id}>
            <MessageIcon />
            <p className="admin-row-name">{topicName(topic, language)}</p>
            <p className="muted small">{pools.find((each) => each.id === topic.pool)?.name}</p>
          </li>
        ))}
      </ul>
      <form className="admin-add" onSubmit={submit}>
        <Field label={t("topics.en")} value={en} onChange={setEn} />
        <Field label={t("topics.es")} value={es} onChange={setEs} />
        <Select label={t("topics.pool")} placeholder={t("topics.pick")} options={pools} value={pool} onChange={setPool} />
        <Button
          type="submit"
          isPending={create.isRunning}
          isDisabled={en.trim() === "" || es.trim() === "" || pool === null}
        >
          {t("topics.add")}
        </Button>
      </form>
      <Refused refusal={create.refusal} />
    </Page>
  );
}
