using System.Collections.Immutable;
using Tune.Engine.Experiments.Acts;
using Tune.Engine.Trials;
using Tune.Hosting;

namespace Tune.Viewer.Tests;

/// <summary>What people do to a sweep by hand, and two sweeps in the recycle bin.</summary>
internal static class SomeWriting
{
    public static async Task FillAsync(TuneHost host)
    {
        string[] binned = ["first-try", "learning-rate-scan"];
        foreach (var name in (string[])[Showcase.Written, .. binned])
        {
            await host.FitAsync(Showcase.ToWriteAbout(name));
        }

        foreach (var act in (UserAct[])
        [
            new UserAct.Annotate { Title = "Segmenter, second data set" },
            new UserAct.Annotate
            {
                Note = "Trained on the scans of March without those of site 7.\n\nTrial 1 diverged once: see its note.",
                Set = Tags(("team", "imaging"), ("data", "2026-03"), ("keep", "")),
            },
            new UserAct.Annotate
            {
                Trial = new TrialId(1), Note = "Loss spikes at iteration 9.", Set = Tags(("check", "again")),
            },
            new UserAct.Delete(new TrialId(3)),
            new UserAct.Extend { Trials = 6 },
        ])
        {
            await host.ActAsync(Showcase.Written, act, new ActedBy("maria", "cli"));
        }

        foreach (var name in binned)
        {
            await host.ActAsync(name, new UserAct.Delete(), new ActedBy("maria", "viewer"));
        }
    }

    private static ImmutableSortedDictionary<string, string> Tags(params (string Name, string Value)[] tags) =>
        tags.ToImmutableSortedDictionary(tag => tag.Name, tag => tag.Value, StringComparer.Ordinal);
}
