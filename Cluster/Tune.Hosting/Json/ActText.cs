using System.Globalization;
using Tune.Engine.Experiments;
using Tune.Engine.Experiments.Acts;

namespace Tune.Hosting.Json;

/// <summary>What was done by hand, in words.</summary>
internal static class ActText
{
    /// <summary>Who did what, by which way: <c>ann (cli) stopped trial 3</c>.</summary>
    public static string Of(ExperimentEvent.Acted acted) =>
        $"{acted.By.Who} ({acted.By.Via}) {Done(acted.Act)}";

    private static string Done(UserAct act) => act switch
    {
        UserAct.Pause => "paused it",
        UserAct.Resume => "had it go on",
        UserAct.Stop => "stopped it",
        UserAct.StopTrial stop => $"stopped trial {stop.Trial}",
        UserAct.Extend extend => "extended it" + string.Create(
            CultureInfo.InvariantCulture,
            $"{(extend.Trials is { } trials ? $" to {trials} trials" : "")}{
                (extend.TimeBudget is { } time ? $" to {time:c} of time" : "")}"),
        UserAct.Enqueue => "enqueued a trial",
        UserAct.Annotate annotate => $"changed {string.Join(", ", Changed(annotate))} of {Subject(annotate)}",
        UserAct.Delete delete => $"deleted {Subject(delete)}",
        UserAct.Restore restore => $"restored {Subject(restore)}",
        _ => act.GetType().Name,
    };

    private static IEnumerable<string> Changed(UserAct.Annotate annotate)
    {
        if (!annotate.Set.IsEmpty || !annotate.Remove.IsEmpty)
        {
            yield return "tags";
        }

        if (annotate.Note is not null)
        {
            yield return "the note";
        }

        if (annotate.Title is not null)
        {
            yield return "the title";
        }
    }

    private static string Subject(UserAct act) =>
        EventSubject.TrialOf(act) is { } trial ? $"trial {trial}" : "the experiment";
}
