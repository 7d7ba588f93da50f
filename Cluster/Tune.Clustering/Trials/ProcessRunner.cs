using Tune.Clustering.Children;
using Tune.Clustering.Children.Code;
using Tune.Engine.Trials;

namespace Tune.Clustering.Trials;

#pragma warning disable CA1001 // The token may be asked at any time until the attempt has ended.

/// <summary>Runs an attempt in the child process of its slot. Its limits are the pool's business.</summary>
internal sealed class ProcessRunner(AttemptParts parts) : IAttemptRunner
{
    private static readonly TimeSpan CardPatience = TimeSpan.FromSeconds(10);

    private readonly CancellationTokenSource _kill = new();
    private volatile AttemptOutcome? _verdict;

    public void Start(Action<AttemptOutcome> ended) => _ = Task.Run(async () => ended(await RunAsync()));

    public void Kill(AttemptOutcome verdict)
    {
        if (_verdict is null)
        {
            _verdict = verdict;
            _ = _kill.CancelAsync();
        }
    }

    public AttemptOutcome? Check() => null;

    // Asked before the process begins: what is taken then is not its own.
    private Func<IReadOnlyCollection<int>, Task>? FreeCards()
    {
        if (parts.Order.Gpus.IsEmpty
            || parts.Node.Cards?.Note(parts.Order.Gpus, parts.Resources.Gpu >= 1, parts.Node.Clock) is not { } memory)
        {
            return null;
        }

        return async processes =>
        {
            if (await memory.FreeAsync(processes, CardPatience) is { Count: > 0 } held)
            {
                parts.Notice($"Trial {parts.Order.Trial}: its process has ended, and {CardPatience.TotalSeconds:0} s "
                    + $"later the memory of {string.Join(", ", held.Select(card => card.Uuid))} is still taken.");
            }
        };
    }

    private async Task<AttemptOutcome> RunAsync()
    {
        try
        {
            var order = new ChildOrder(
                parts.Definition.Name, TrainingCode.Of(parts.Definition), await parts.PrepareAsync(_kill.Token),
                ChildLimits.Of(parts.Resources, parts.Settings.Limits), parts.Log,
                text => parts.Notice($"Trial {parts.Order.Trial}: {text}"))
            {
                FreeCards = FreeCards(),
            };
            var outcome = await parts.Node.Children.RunAsync(
                parts.Order.Slots[0].Slot, order, parts.Channel(), _kill.Token);
            return _verdict ?? outcome;
        }
        catch (Exception e)
        {
            return _verdict ?? parts.Broken(e);
        }
        finally
        {
            await parts.ReleaseAsync();
        }
    }
}
