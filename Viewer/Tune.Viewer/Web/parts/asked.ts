// What the address asks of the table of trials.

import { param } from "../route.js";
import type { Question } from "./pages.js";

export const asked = (): Question => ({
  order: param("sort") ?? "number", descending: param("desc") === "1",
  statuses: (param("status") ?? "").split(",").filter(each => each !== ""), where: param("where") ?? "",
});

// A name may have a comma.
export const listed = (names: string[]): string => names.map(encodeURIComponent).join(",");
export const unlisted = (text: string | null): string[] =>
  (text ?? "").split(",").filter(each => each !== "").map(each => {
    try {
      return decodeURIComponent(each);
    } catch {
      return each;
    }
  });
