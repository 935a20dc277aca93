/** What is wrong with a field that has no place of its own to say it. */
export function FieldProblem({ words }: { readonly words: string | null }) {
  return words === null ? null : (
    <p className="field-error" role="alert">
      {words}
    </p>
  );
}
