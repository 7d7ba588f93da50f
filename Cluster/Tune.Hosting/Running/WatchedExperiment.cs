using Tune.Clustering;
using Tune.Clustering.Protocol;

namespace Tune.Hosting.Running;

/// <summary>What is said of an experiment besides its history: sentences that people should see, and that nothing more
/// will come of it.</summary>
/// <param name="experiment">Which one.</param>
/// <param name="notice">Told the sentences.</param>
internal sealed class WatchedExperiment(string experiment, Action<string> notice)
{
    private TaskCompletionSource<Exception> _broken = New();
    private CancellationTokenSource? _until;
    private Task _passingOn = Task.CompletedTask;

    /// <summary>Ends, with the reason, when it cannot go on, until it is taken up again.</summary>
    public Task<Exception> Broken => Volatile.Read(ref _broken).Task;

    /// <summary>How its owner said last that it fares; null until it has.</summary>
    public OwnerStanding? Standing { get; private set; }

    /// <summary>It cannot go on.</summary>
    public void Break(Exception why) => Volatile.Read(ref _broken).TrySetResult(why);

    /// <summary>It is taken up again. Whoever has waited until now has been told.</summary>
    public void Mend()
    {
        if (Broken.IsCompleted)
        {
            Volatile.Write(ref _broken, New());
        }
    }

    /// <summary>Passes on what is said.</summary>
    /// <param name="subscribing">Gives what is said.</param>
    /// <param name="until">Cancelled when the node closes, or this is let go of.</param>
    public Task PassOnAsync(Task<ExperimentSubscription> subscribing, CancellationTokenSource until)
    {
        _until = until;
        return _passingOn = PassOnUntilAsync(subscribing, until.Token);
    }

    /// <summary>The experiment is gone; what is said of another one of its name is not for this.</summary>
    public async Task LetGoAsync()
    {
        await (_until?.CancelAsync() ?? Task.CompletedTask);
        await _passingOn;
    }

    private async Task PassOnUntilAsync(Task<ExperimentSubscription> subscribing, CancellationToken closing)
    {
        try
        {
            await using var subscription = await subscribing;
            await foreach (var news in subscription.News.ReadAllAsync(closing))
            {
                if (news is ExperimentNotice said)
                {
                    notice($"{experiment}: {said.Text}");
                }
                else if (news is OwnerStanding standing)
                {
                    Standing = standing;
                }
                else if (news is ExperimentBroken broken)
                {
                    Break(new InvalidOperationException(
                        $"The experiment '{experiment}' cannot go on: {broken.Why} What was acknowledged is kept."));
                }
            }

            // The news end before they are let go of only with the cluster.
            Break(new ClusterEndedException());
        }
        catch (ClusterEndedException ended)
        {
            Break(ended);
        }
        catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException or TimeoutException)
        {
            // The node is closing, or cannot be asked.
        }
    }

    private static TaskCompletionSource<Exception> New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
