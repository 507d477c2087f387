import {t, type MessageId} from "@stratum/model";
import {Icon, Link, useMay, useTitle, type IconName} from "@stratum/ui";
import type {ComponentType} from "react";
import {AppearancePage} from "./appearance";
import {AuditPage} from "./audit";
import {KeysPage} from "./keys";
import {MembersPage} from "./members";
import {PrivacyPage} from "./privacy";
import {ProfilePage} from "./profile";
import {RolesPage} from "./roles";
import {WebhooksPage} from "./webhooks";
import {WorkspacesPage} from "./workspaces";
import "./settings.css";

interface Page { readonly id: string; readonly label: MessageId; readonly icon: IconName; readonly needs?: string; readonly component: ComponentType }

const pages: readonly Page[] = [
  {id: "profile", label: "settings.profile", icon: "person", component: ProfilePage},
  {id: "appearance", label: "settings.appearance", icon: "sun", component: AppearancePage},
  {id: "workspaces", label: "settings.workspaces", icon: "library", component: WorkspacesPage},
  {id: "members", label: "settings.members", icon: "people", needs: "people.read", component: MembersPage},
  {id: "roles", label: "settings.roles", icon: "shield", needs: "people.read", component: RolesPage},
  {id: "keys", label: "settings.keys", icon: "key", needs: "keys.manage", component: KeysPage},
  {id: "webhooks", label: "settings.webhooks", icon: "hook", needs: "webhooks.manage", component: WebhooksPage},
  {id: "audit", label: "settings.audit", icon: "list", needs: "audit.read", component: AuditPage},
  {id: "privacy", label: "settings.privacy", icon: "offline", needs: "privacy.read", component: PrivacyPage},
];

export function SettingsPage({page}: {readonly page: string}) {
  const chosen = pages.find((each) => each.id === page) ?? pages[0]!;
  useTitle(t(chosen.label));
  const Shown = chosen.component;
  return (
    <div className="page settings">
      <nav aria-label={t("nav.settings")}>
        <ul>{pages.map((each) => <NavItem key={each.id} page={each} current={each === chosen} />)}</ul>
      </nav>
      <div className="settings-body"><h1>{t(chosen.label)}</h1><Shown /></div>
    </div>
  );
}

function NavItem({page, current}: {readonly page: Page; readonly current: boolean}) {
  const may = useMay(page.needs ?? "");
  if (page.needs && !may) return null;
  return <li ref={(item) => { if (current) item?.scrollIntoView({inline: "nearest", block: "nearest"}); }}><Link to={`/settings/${page.id}`} aria-current={current ? "page" : undefined}><Icon name={page.icon} />{t(page.label)}</Link></li>;
}
