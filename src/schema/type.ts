/** Whether values of the type are text in a character set, in the words of MySQL. */
export const isCharacter = (type: string): boolean =>
  /^(char|varchar|tinytext|text|mediumtext|longtext|enum|set)\b/.test(type);
