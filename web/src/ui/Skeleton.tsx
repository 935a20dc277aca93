/** Grey lines that keep the place of what is being fetched. */
import "./Skeleton.css";

export interface SkeletonProps {
  readonly lines?: number;
  /** What is being fetched, for screen readers. */
  readonly label: string;
}

export function Skeleton({ lines = 3, label }: SkeletonProps) {
  return (
    <div className="skeleton" role="status" aria-label={label}>
      {Array.from({ length: lines }, (_, index) => (
        <div className="skeleton-line" key={index} />
      ))}
    </div>
  );
}
