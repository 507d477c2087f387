import {lazy} from "react";

export * from "./drop_zone";
export * from "./upload_button";
/** No part of the first page. */
export const FoldersPage = lazy(() => import("./folders_page").then((module) => ({default: module.FoldersPage})));
