using Tune.Engine.Portraits;
using Tune.Engine.Trials;

namespace Tune.Storage.Tracking;

/// <summary>The trials of one experiment with their reports, wherever they are kept.</summary>
internal interface ITrialRows : ITrialPortraits
{
    /// <summary>A row to change. Every change is made through a row asked for since the last event.</summary>
    /// <exception cref="InvalidOperationException">There is no such trial.</exception>
    TrialRow Row(TrialId trial);

    /// <summary>Puts a full chunk of reports away; the row's tail is cleared afterwards.</summary>
    void Close(TrialRow row, ReadOnlySpan<byte> chunk);
}
