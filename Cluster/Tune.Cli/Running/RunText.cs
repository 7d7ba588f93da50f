using System.Globalization;
using Tune.Cli.Output;
using Tune.Engine.Experiments;
using Tune.Engine.Spaces;
using Tune.Engine.Trials;
using Tune.Hosting.Json;
using Tune.Hosting.Observing;

namespace Tune.Cli.Running;

/// <summary>The sentences that plain lines and the screen share.</summary>
internal static class RunText
{
    public static IEnumerable<string> Start(RunHeading heading, SweepSnapshot before)
    {
        yield return before.Spec is null
            ? $"experiment {heading.Experiment}: new, {Number(heading.Slots, "slot")}"
            : $"experiment {heading.Experiment}: resumed with {Number(before.Proposed, "trial")} and "
                + $"{Number(before.Reports, "report")}, {Number(heading.Slots, "slot")}";
        yield return $"store      {heading.Store}";
        if (heading.Viewer is { } viewer)
        {
            yield return $"viewer     {viewer}";
        }

        if (heading.ShowCommand is { } show)
        {
            yield return $"watch      {show}";
        }
    }

    public static IEnumerable<string> End(
        RunHeading heading, SweepSnapshot end, TimeSpan elapsed, IReadOnlyList<string> pictures)
    {
        var word = end.Status == ExperimentStatus.Paused ? "paused" : RunState.Of(end).ToLowerInvariant();
        yield return $"{word} after {Span(elapsed)}" + (end.Why.Length > 0 ? $": {end.Why}" : "");
        yield return $"trials     {Counts(end)}";
        yield return $"best       {(end.Best is null ? NoBest(end) : Best(end))}";
        if (end.Best is { } best)
        {
            yield return $"config     {Config(best.Config)}";
        }

        if (end.Spec is { } spec && TrainedText.Of(spec, end.Shortfall, heading.ResumeCommand) is { } note)
        {
            yield return $"unfinished {note}";
        }

        if (pictures.Count > 0)
        {
            yield return $"pictures   {Path.GetDirectoryName(pictures[0])} ({pictures.Count} files)";
        }

        if (heading.ResumeCommand is not { } resume)
        {
            yield return "kept       nothing: this store ends with the program; --store DIR keeps an experiment";
            yield break;
        }

        if (heading.ViewCommand is { } view)
        {
            yield return $"view       {view}";
        }

        yield return $"resume     {resume}";
        if (end.Count(TrialStatus.Errored) > 0)
        {
            yield return $"again      {resume} --errored";
        }

        if (Extension(end) is { } more)
        {
            yield return $"extend     {resume} {more}";
        }
    }

    public static string Counts(SweepSnapshot now)
    {
        var parts = Enum.GetValues<TrialStatus>()
            .Where(status => now.Count(status) > 0)
            .Select(status => $"{now.Count(status)} {status.ToString().ToLowerInvariant()}");
        var text = string.Join(", ", parts);
        return text.Length == 0 ? "none yet" : text;
    }

    public static string Best(SweepSnapshot now) => string.Create(
        CultureInfo.InvariantCulture,
        $"{now.Spec!.Objective.Metric} {now.Best!.Value:G6} (trial {now.Best.Trial}, iteration {now.Best.Iteration})");

    public static string Config(Configuration config) => string.Join(
        ", ", config.Select(pair => $"{pair.Key}={Value(pair.Value)}"));

    public static string Value(ParameterValue value) =>
        double.TryParse(value.ToString(), CultureInfo.InvariantCulture, out var number)
            ? number.ToString("G4", CultureInfo.InvariantCulture)
            : value.ToString();

    public static string Span(TimeSpan span) => span switch
    {
        { TotalSeconds: < 60 } => string.Create(CultureInfo.InvariantCulture, $"{span.TotalSeconds:F1} s"),
        { TotalHours: < 1 } => string.Create(CultureInfo.InvariantCulture, $"{span.Minutes}:{span.Seconds:D2} min"),
        _ => string.Create(
            CultureInfo.InvariantCulture, $"{(int)span.TotalHours}:{span.Minutes:D2}:{span.Seconds:D2} h"),
    };

    public static string Rungs(SweepSnapshot now) => string.Join(
        "  ", now.Rungs.Select(rung => string.Create(
            CultureInfo.InvariantCulture, $"{rung.Level}: {rung.Trials}")));

    public static string Number(long count, string what) =>
        string.Create(CultureInfo.InvariantCulture, $"{count} {what}{(count == 1 ? "" : "s")}");

    /// <summary>What broke; that an exception is an exception need not be said.</summary>
    public static string Failure(AttemptOutcome.Failed failed) =>
        failed.Kind == FailureKind.Exception ? failed.Message : $"{failed.Kind}: {failed.Message}";

    /// <summary>What a report needs to be a result where there are several objectives, as the end of a sentence that
    /// begins with "has".</summary>
    public static string Wanted(ExperimentSpec spec) =>
        $"a finite value of each of {Names(spec.Objectives.Select(each => each.Metric))}"
        + (spec.Constraints.IsEmpty ? ""
            : $" and keeps to the constraints on {Names(spec.Constraints.Select(each => each.Metric))}");

    /// <summary>Quoted names with "and" between them.</summary>
    public static string Names(IEnumerable<string> names) =>
        string.Join(" and ", names.Select(name => $"'{name}'"));

    // What ended it, twice: going on as it was would only end again.
    private static string? Extension(SweepSnapshot end) => end switch
    {
        { Status: not (ExperimentStatus.Finished or ExperimentStatus.Failed) } => null,
        { Spec.TimeBudget: { } budget } when end.Active >= budget => $"--time-budget {DurationText.Of(budget * 2)}",
        { Status: ExperimentStatus.Finished, Spec.Trials: { } trials } when end.Proposed >= trials =>
            string.Create(CultureInfo.InvariantCulture, $"--trials {2L * trials}"),
        _ => null,
    };

    private static string NoBest(SweepSnapshot end) => end.Reports == 0
        ? "none: nothing was reported"
        : end.Spec!.FurtherObjectives is { IsEmpty: false }
        ? $"none: no report has {Wanted(end.Spec)}"
        : end.Spec!.Constraints is { IsEmpty: false } constraints
        ? $"none: no report with a finite '{end.Spec.Objective.Metric}' keeps to the constraints on "
            + Names(constraints.Select(constraint => constraint.Metric))
        : $"none: no trial reported a finite '{end.Spec!.Objective.Metric}' in {Number(end.Reports, "report")} "
            + "(NaN and infinity never count)";
}
