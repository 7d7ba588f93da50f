// Numbers and times as people read them.

const thin = "\u202f";

/** At most so many significant digits; an exponent only where it is shorter. */
export function short(value: number, digits = 4): string {
  if (!Number.isFinite(value)) {
    return Number.isNaN(value) ? "–" : value > 0 ? "∞" : "−∞";
  }

  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-4 || size >= 1e6)) {
    const [lead, power] = value.toExponential(digits - 1).split("e");
    return `${Number(lead)}e${Number(power)}`.replace("-", "−").replace("e-", "e−");
  }

  const text = size >= 10 ** digits ? value.toFixed(0) : String(Number(value.toPrecision(digits)));
  return text.replace("-", "−");
}

/** A whole number, in groups of three. */
export function count(value: number): string {
  return Math.trunc(value).toString().replace(/\B(?=(\d{3})+$)/g, thin);
}

export function duration(seconds: number): string {
  if (!Number.isFinite(seconds) || seconds < 0) {
    return "–";
  }

  if (seconds < 10) {
    return `${seconds.toFixed(seconds < 1 ? 2 : 1)} s`;
  }

  const whole = Math.round(seconds);
  if (whole < 60) {
    return `${whole} s`;
  }

  const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  return hours >= 48 ? `${Math.floor(hours / 24)} d ${hours % 24} h`
    : hours > 0 ? `${hours} h ${minutes} min`
    : `${minutes} min ${rest} s`;
}

export function ago(utc: string, now = Date.now()): string {
  const seconds = (now - Date.parse(utc)) / 1000;
  return seconds < 2 ? "just now"
    : seconds < 60 ? `${Math.round(seconds)} s ago`
    : seconds < 3600 ? `${Math.round(seconds / 60)} min ago`
    : seconds < 48 * 3600 ? `${Math.round(seconds / 3600)} h ago`
    : `${Math.round(seconds / 86400)} days ago`;
}

/** A time of today, or date and time. */
export function moment(utc: string): string {
  const at = new Date(utc);
  const two = (part: number) => String(part).padStart(2, "0");
  const time = `${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}`;
  return at.toDateString() === new Date().toDateString() ? time
    : `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())} ${time}`;
}

export function plural(n: number, one: string, many = one + "s"): string {
  return `${count(n)} ${n === 1 ? one : many}`;
}
