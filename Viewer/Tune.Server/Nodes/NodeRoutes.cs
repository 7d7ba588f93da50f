using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Tune.Client.Shapes;
using Tune.Engine.Experiments;
using Tune.Engine.Results;
using Tune.Engine.Trials;
using Tune.Server.Acting;
using Tune.Server.Answers;

namespace Tune.Server.Nodes;

/// <summary>Where trials run.</summary>
internal static class NodeRoutes
{
    private const string Here = "local";
    private const int ExperimentsMax = 1_000;
    private const int RunningMax = 1_000;

    public static void Map(IEndpointRouteBuilder routes, Served served, TimeProvider time)
    {
        routes.MapGet("/nodes", async (CancellationToken cancellation) =>
            Answer.Of(await NodesAsync(served, cancellation))).Produces<NodeList>();

        // Where no trials run, how busy this machine is says nothing of them. Where the port is taken, nothing starts.
        LoadLog? load = null;
        if (served.Node() is not null)
        {
            var lifetime = routes.ServiceProvider.GetRequiredService<IHostApplicationLifetime>();
            lifetime.ApplicationStarted.Register(() => load = new LoadLog(time));
            lifetime.ApplicationStopping.Register(() => load?.Dispose());
        }

        routes.MapGet("/resources", () => Answer.Of(load?.List() ?? new ResourceList
        {
            FromUtc = time.GetUtcNow().UtcDateTime, Cores = Environment.ProcessorCount,
            Seconds = [], Busy = [], OwnBusy = [], UsedBytes = [], OwnBytes = [],
        })).Produces<ResourceList>();
    }

    private static async Task<NodeList> NodesAsync(Served served, CancellationToken cancellation)
    {
        var open = (await served.Store.Tracking.GlancesAsync(0, ExperimentsMax, cancellation)).Experiments
            .Where(glance => glance is { Status: ExperimentStatus.Active, IsOpen: true }).ToArray();
        var running = new List<(string Node, SlotItem Slot)>();
        foreach (var glance in open.TakeWhile(_ => running.Count < RunningMax))
        {
            await foreach (var each in RunningAsync(served, glance, RunningMax - running.Count, cancellation))
            {
                running.Add(each);
            }
        }

        var names = running.Select(each => each.Node).Concat(served.Node() is null ? [] : [Here]).Distinct();
        return new NodeList
        {
            Nodes =
            [
                .. names.Order(StringComparer.Ordinal).Select(name => Of(served, name,
                [
                    .. running.Where(each => each.Node == name).Select(each => each.Slot)
                        .OrderBy(slot => slot.Slots[0]),
                ])),
            ],
            Waiting = open.Sum(glance => glance.Counts.Length > (int)TrialStatus.Pending
                ? glance.Count(TrialStatus.Pending) : 0),
        };
    }

    private static async IAsyncEnumerable<(string, SlotItem)> RunningAsync(
        Served served, ExperimentGlance glance, int most,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        var trials = await served.Store.Tracking.TrialsAsync(
            glance.Name, new TrialQuery { Statuses = [TrialStatus.Running], Take = most }, cancellation);
        foreach (var trial in trials.Trials)
        {
            var attempts = await served.Store.Tracking.AttemptsAsync(
                glance.Name, trial.Trial.Number, 1, cancellation);
            if (attempts.Attempts.LastOrDefault(each => each.Trial == trial.Trial && each.Ended is null) is { } attempt)
            {
                foreach (var share in attempt.Where)
                {
                    yield return (share.Node, Of(glance, trial, attempt, share));
                }
            }
        }
    }

    private static SlotItem Of(
        ExperimentGlance glance, TrialSummary trial, AttemptSummary attempt, NodeShare share)
    {
        var best = glance.Objective.ValueOf(trial.BestScore);
        return new SlotItem
        {
            Slots = [.. share.Slots],
            Experiment = glance.Name,
            Trial = trial.Trial.Number,
            Attempt = attempt.Attempt.Number,
            Iteration = trial.Iteration,
            Metric = glance.Objective.Metric,
            Best = double.IsNaN(best) ? null : best,
            StartedUtc = attempt.Started.Utc,
        };
    }

    private static NodeItem Of(Served served, string name, SlotItem[] running)
    {
        var node = new NodeItem
        {
            Name = name,
            Answers = false,
            Slots = running.SelectMany(slot => slot.Slots).Distinct().Count(),
            Running = running,
        };
        if (name != Here || served.Node() is not { } capacity)
        {
            return node;
        }

        var now = MachineLoad.Now();
        return node with
        {
            Answers = true,
            Slots = capacity.Slots,
            Cpu = capacity.Cpu,
            Gpus = capacity.Gpus,
            MemoryBytes = capacity.MemoryBytes,
            FreeBytes = now.FreeBytes,
            Load = now.Load,
            Cores = Environment.ProcessorCount,
            Offers = capacity.Named,
        };
    }
}
