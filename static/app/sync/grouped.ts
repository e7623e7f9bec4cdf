/** Sorting things into groups. Pure. */

/** `items` by what `keyOf` says of each, in the order in which they came. (Safari has `Map.groupBy` from 17.4 on.) */
export function grouped<Key, Item>(items: Iterable<Item>, keyOf: (item: Item) => Key): Map<Key, Item[]> {
  const groups = new Map<Key, Item[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group) group.push(item);
    else groups.set(key, [item]);
  }
  return groups;
}
