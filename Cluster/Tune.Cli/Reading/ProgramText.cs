using Tune.Cli.Running;
using Tune.Engine.Experiments;

namespace Tune.Cli.Reading;

/// <summary>Which programs drove an experiment, a line each, the latest one first.</summary>
internal static class ProgramText
{
    private const int CommitShown = 12;

    public static IEnumerable<string> Of(IReadOnlyList<ProgramRecord> programs) => programs.Reverse().Select(
        (program, i) => (i == 0 ? "run by   " : "before   ") + Line(program));

    private static string Line(ProgramRecord program)
    {
        List<string> parts = [$"{program.Name} {program.Version}".Trim()];
        if (program.Build.Length > 0)
        {
            parts.Add($"build {program.Build}");
        }

        if (program.Commit.Length > 0)
        {
            parts.Add($"commit {program.Commit[..Math.Min(CommitShown, program.Commit.Length)]}"
                + (program.IsDirty == true ? " with changes" : ""));
        }

        if (program.Packages is { Count: > 0 } packages)
        {
            parts.Add(RunText.Number(packages.Count, "package"));
        }

        parts.Add($"{program.Runtime} on {program.OperatingSystem}");
        parts.Add($"host {program.Host}");
        parts.AddRange(program.Gpus.CountBy(gpu => gpu).Select(gpu => $"{gpu.Value} x {gpu.Key}"));
        return string.Join(", ", parts);
    }
}
