namespace Tune.Hosting.Tests.Acts;

/// <summary>What the calls of one <see cref="Caller"/> have come to, as the server tells it.</summary>
/// <param name="Tag">The call that tagged the experiment last; -1 for none, as below.</param>
/// <param name="Title">The call that renamed it last.</param>
/// <param name="Enqueued">How many trials there are.</param>
/// <param name="IsTrialGone">Whether the newest trial is in the recycle bin.</param>
/// <param name="TrialTag">The call that tagged the newest trial.</param>
/// <param name="IsBinGone">Whether the second experiment is in the recycle bin.</param>
/// <param name="RunTag">The call that tagged the run last.</param>
/// <param name="IsRunGone">Whether the run is deleted.</param>
internal sealed record CallerView(
    int Tag, int Title, int Enqueued, bool IsTrialGone, int TrialTag, bool IsBinGone, int RunTag, bool IsRunGone)
{
    /// <summary>How many kinds of call there are; call <c>n</c> is of kind <c>n % Kinds</c>.</summary>
    public const int Kinds = 11;

    /// <summary>What there must be after so many calls, each of them done once and wholly.</summary>
    public static CallerView After(int calls)
    {
        var newest = Last(calls, 2);
        return new CallerView(
            Last(calls, 0), Last(calls, 1), (newest + Kinds) / Kinds,
            Last(calls, 4) > newest && Last(calls, 5) < newest, Last(calls, 3) > newest ? Last(calls, 3) : -1,
            Last(calls, 6) > Last(calls, 7), Last(calls, 8), Last(calls, 9) > Last(calls, 10));
    }

    private static int Last(int calls, int kind)
    {
        var last = ((calls - 1 - kind) / Kinds * Kinds) + kind;
        return calls > kind ? last : -1;
    }
}
