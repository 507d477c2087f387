import {t} from "@stratum/model";
import {useService, useStore} from "@stratum/ui";
import {Card} from "./parts";

export function AppearancePage() {
  const session = useService("session");
  const theme = useStore(session.theme);
  return (
    <Card title={t("appearance.theme")}>
      <div className="theme-choices" role="radiogroup" aria-label={t("appearance.theme")}>
        {(["system", "dark", "light"] as const).map((each) => (
          <label key={each} className="theme-choice"><input type="radio" name="theme" checked={theme === each} onChange={() => session.theme.set(each)} /><span className={`theme-picture ${each}`} aria-hidden="true"><i /><i /><i /></span>{t(`appearance.${each}`)}</label>
        ))}
      </div>
    </Card>
  );
}
