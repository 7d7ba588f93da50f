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

    /// <summary>Passes on what is said until the node closes.</summary>
    public async Task PassOnAsync(Task<ExperimentSubscription> subscribing, CancellationToken closing)
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
