namespace Tune.Hosting.Running;

/// <summary>Lets go of a store, and waits no longer for it than a program that ends can.</summary>
internal static class PatientLeave
{
    /// <summary>How long a store may take: it writes what its tracking has not written yet.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    /// <summary>Ends when it has been let go of, or after the limit, with a word.</summary>
    /// <param name="leave">Lets go.</param>
    /// <param name="location">Of what.</param>
    /// <param name="notice">Told if it takes too long.</param>
    /// <param name="time">The clock.</param>
    public static async Task LeaveAsync(
        Func<ValueTask> leave, string location, Action<string> notice, TimeProvider time)
    {
        using var enough = new CancellationTokenSource();
        var limit = Task.Delay(Limit, time, enough.Token);

        // It may as well block; that is the business of a thread of its own.
        var leaving = Task.Run(async () => await leave());
        if (await Task.WhenAny(leaving, limit) == leaving)
        {
            await enough.CancelAsync();
            await leaving;
            return;
        }

        notice($"The store '{location}' has not been let go of within {Limit.TotalSeconds:0} seconds, and is no longer "
            + "waited for. What was acknowledged is in its journals.");
    }
}
