import {t} from "@stratum/model";
import {Button} from "@stratum/ui";
import {Component, type ReactNode} from "react";

/** Keeps a fault of one page from taking the whole app along. */
export class Boundary extends Component<{readonly children: ReactNode}, {readonly failed: boolean}> {
  override state = {failed: false};

  static getDerivedStateFromError(): {failed: boolean} {
    return {failed: true};
  }

  override render(): ReactNode {
    if (!this.state.failed) return this.props.children;
    return (
      <div className="state bad" role="alert">
        <h1>{t("app.fault")}</h1>
        <p>{t("app.fault.hint")}</p>
        <div className="actions"><Button icon="refresh" onClick={() => location.reload()}>{t("action.reload")}</Button></div>
      </div>
    );
  }
}
