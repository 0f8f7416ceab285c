import { user } from "@web/core/user";

/**
 * Whether a word after `number`, as it is written, is in the singular: each language decides by
 * itself. English writes 1 day, but 0 and 0.5 days; French writes "jour" below 2. So the text in the
 * singular shows the number too.
 *
 * @param {number} number
 */
export function isSingular(number) {
    return new Intl.PluralRules(user.lang).select(Math.abs(number)) === "one";
}
