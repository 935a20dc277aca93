/** Who I am, and what is mine to set: appearance, language, keys, second step, leaving. */
import { useLive, useMe } from "../../app/live";
import { useLanguage } from "../../app/words";
import { Avatar } from "../../ui/Avatar";
import { Button } from "../../ui/Button";
import { BellIcon, KeyboardIcon, KeyIcon, MailIcon, MonitorIcon, MoonIcon, SignOutIcon, SunIcon } from "../../ui/icons";
import { Menu, MenuItem, MenuSection, MenuSeparator } from "../../ui/Menu";
import { pinTheme, useTheme } from "../../ui/theme";
import { speak } from "../../words/catalogue";
import { useStaffWords } from "../words";
import { useNoticesOn, useSwitchNotices } from "./notices";

interface AccountMenuProps {
  readonly onKeys: () => void;
  readonly onMail: () => void;
  readonly onSecondStep: () => void;
}

export function AccountMenu({ onKeys, onMail, onSecondStep }: AccountMenuProps) {
  const t = useStaffWords();
  const live = useLive();
  const me = useMe();
  const theme = useTheme();
  const language = useLanguage();
  const { name, roles } = me.actor;
  const hasNotices = useNoticesOn();
  const switchNotices = useSwitchNotices();
  const actions: Readonly<Record<string, () => void>> = {
    system: () => pinTheme("system"),
    light: () => pinTheme("light"),
    dark: () => pinTheme("dark"),
    en: () => speak("en"),
    es: () => speak("es"),
    keys: onKeys,
    notices: () => void switchNotices(),
    mail: onMail,
    "second-step": onSecondStep,
    "sign-out": () => void live.signOut(),
  };
  return (
    <Menu
      label={t("account.label", { name })}
      placement="bottom end"
      onAction={(key) => actions[key]?.()}
      trigger={
        <Button look="quiet" className="account-button" aria-label={t("account.label", { name })}>
          <Avatar name={name} id={me.actor.person} />
        </Button>
      }
    >
      <MenuSection name={`${name} · ${roles.map((role) => t(`role.${role}`)).join(", ")}`}>
        <MenuItem id="keys" name={t("account.keys")} icon={<KeyboardIcon />} />
        <MenuItem id="notices" name={t("account.notices")} hint={t("account.noticesHint")} icon={<BellIcon />} isCurrent={hasNotices} />
        {me.mails ? <MenuItem id="mail" name={t("account.mail")} icon={<MailIcon />} /> : null}
        {me.mfa === "set_up" ? <MenuItem id="second-step" name={t("account.mfa")} icon={<KeyIcon />} /> : null}
      </MenuSection>
      <MenuSeparator />
      <MenuSection name={t("account.theme")}>
        <MenuItem id="system" name={t("account.system")} icon={<MonitorIcon />} isCurrent={theme === "system"} />
        <MenuItem id="light" name={t("account.light")} icon={<SunIcon />} isCurrent={theme === "light"} />
        <MenuItem id="dark" name={t("account.dark")} icon={<MoonIcon />} isCurrent={theme === "dark"} />
      </MenuSection>
      <MenuSeparator />
      <MenuSection name={t("account.language")}>
        <MenuItem id="en" name="English" isCurrent={language === "en"} />
        <MenuItem id="es" name="Español" isCurrent={language === "es"} />
      </MenuSection>
      <MenuSeparator />
      <MenuItem id="sign-out" name={t("account.signOut")} icon={<SignOutIcon />} />
    </Menu>
  );
}
