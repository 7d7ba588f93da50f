using Tune.Engine.Experiments;
using Tune.Engine.Stores;

namespace Tune.Testing.Stores;

/// <summary>Whether things are equal all the way down; specs are compared as their JSON.</summary>
internal static class Same
{

    public static bool Event(ExperimentEvent left, ExperimentEvent right) => (left, right) switch
    {
        (ExperimentEvent.Created a, ExperimentEvent.Created b) => a.At == b.At && Json(a.Spec) == Json(b.Spec),
        (ExperimentEvent.Extended a, ExperimentEvent.Extended b) => a.At == b.At && Json(a.Spec) == Json(b.Spec),
        _ => left.Equals(right),
    };

    public static void Events(IEnumerable<ExperimentEvent> actual, IEnumerable<ExperimentEvent> expected) =>
        Assert.That(actual.ToList(), Is.EqualTo(expected.ToList()).Using<ExperimentEvent>(Event));

    public static async Task EventsAsync(
        IAsyncEnumerable<ExperimentEvent> actual, IEnumerable<ExperimentEvent> expected) =>
        Events(await actual.ToListAsync(), expected);

    /// <summary>Everything that one tracking says of an experiment, against what another says.</summary>
    public static async Task Tracking(ITracking actual, ITracking expected, string name)
    {
        await actual.CatchUpAsync(name);
        await expected.CatchUpAsync(name);
        Assert.That(await Told(actual, name), Is.EqualTo(await Told(expected, name)));
    }

    private static string Json(ExperimentSpec spec) => Some.AllSpecs.Write(spec);

    private static async Task<List<string>> Told(ITracking tracking, string name)
    {
        var told = new List<string>();
        if (await tracking.FindAsync(name) is not { } experiment)
        {
            return told;
        }

        told.Add(Json(experiment.Spec));
        told.Add((experiment with { Spec = null! }).ToString());
        foreach (var trial in await tracking.TrialsAsync(name, 0, 10_000))
        {
            told.Add(trial.ToString());
            foreach (var metric in trial.LastMetrics.Select(entry => entry.Name).Append("acc").Append("none"))
            {
                foreach (var pointsMax in (int[])[int.MaxValue, 2, 3, 10, 101])
                {
                    var curve = await tracking.CurveAsync(name, trial.Trial, metric, pointsMax);
                    told.Add($"{trial.Trial} {metric} {pointsMax}: {string.Join(' ', curve)}");
                }
            }
        }

        told.AddRange((await tracking.AttemptsAsync(name, 0, 10_000)).Attempts.Select(run => run.ToString()));
        return told;
    }
}
