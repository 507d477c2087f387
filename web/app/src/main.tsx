import "@fontsource-variable/inter/wght.css";
import {buildServices, Scope, speak} from "@stratum/model";
import {ServicesProvider} from "@stratum/ui";
import "@stratum/ui/styles";
import {StrictMode} from "react";
import {createRoot} from "react-dom/client";
import {App} from "./app";
import {askFirst} from "./ask_first";
import {keepTheme} from "./theme";
import {registerWorker} from "./register_worker";

// The page's own scope: it ends when the page does.
const scope = new Scope();
const services = buildServices(scope);
keepTheme(scope, services.session.theme);
registerWorker(scope, services.toasts);
void askFirst(services);
const root = document.getElementById("root");
if (root) {
  void speak(navigator.languages).then(() => createRoot(root).render(
    <StrictMode><ServicesProvider services={services}><App /></ServicesProvider></StrictMode>));
}
