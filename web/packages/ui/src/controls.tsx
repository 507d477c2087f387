import {useId, type ButtonHTMLAttributes, type InputHTMLAttributes, type ReactNode, type Ref, type SelectHTMLAttributes} from "react";
import {Icon, type IconName} from "./icon";

type ButtonProps = ButtonHTMLAttributes<HTMLButtonElement> & {
  readonly look?: "primary" | "quiet" | "danger" | "plain";
  readonly icon?: IconName;
  readonly small?: boolean;
  readonly ref?: Ref<HTMLButtonElement>;
};

export function Button({look = "plain", icon, small, className = "", children, type = "button", ...rest}: ButtonProps) {
  return (
    <button type={type} className={`button ${look} ${small ? "small" : ""} ${className}`} {...rest}>
      {icon && <Icon name={icon} />}
      {children}
    </button>
  );
}

/** A sign alone; its name is for screen readers and the tooltip. */
export function IconButton({icon, label, look = "quiet", small, className = "", type = "button", ...rest}: Omit<ButtonProps, "children"> & {readonly icon: IconName; readonly label: string}) {
  return (
    <button type={type} className={`button icon ${look} ${small ? "small" : ""} ${className}`} aria-label={label} title={label} {...rest}>
      <Icon name={icon} />
    </button>
  );
}

interface FieldProps {
  readonly label: string;
  readonly hint?: ReactNode;
  readonly wrong?: string | undefined;
}

export function Field({label, hint, wrong, ...rest}: FieldProps & InputHTMLAttributes<HTMLInputElement> & {readonly ref?: Ref<HTMLInputElement>}) {
  const id = useId();
  return (
    <div className="field">
      <label className="label" htmlFor={id}>{label}</label>
      <input id={id} className="input" aria-invalid={wrong ? true : undefined} aria-describedby={hint || wrong ? `${id}-more` : undefined} {...rest} />
      {(wrong || hint) && <span id={`${id}-more`} className={wrong ? "wrong" : "hint"}>{wrong ?? hint}</span>}
    </div>
  );
}

export function Choice({label, hint, wrong, children, ...rest}: FieldProps & SelectHTMLAttributes<HTMLSelectElement>) {
  const id = useId();
  return (
    <div className="field">
      <label className="label" htmlFor={id}>{label}</label>
      <select id={id} className="input" aria-describedby={hint || wrong ? `${id}-more` : undefined} {...rest}>{children}</select>
      {(wrong || hint) && <span id={`${id}-more`} className={wrong ? "wrong" : "hint"}>{wrong ?? hint}</span>}
    </div>
  );
}

export function Check({label, ...rest}: {readonly label: ReactNode} & InputHTMLAttributes<HTMLInputElement>) {
  return <label className="check"><input type="checkbox" {...rest} /><span>{label}</span></label>;
}
