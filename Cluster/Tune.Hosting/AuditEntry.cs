using Tune.Engine.Experiments;
using Tune.Engine.Experiments.Acts;

namespace Tune.Hosting;

/// <summary>Something that was done by hand.</summary>
/// <param name="Position">Its position in the journal of the experiment.</param>
/// <param name="At">When.</param>
/// <param name="Act">What.</param>
/// <param name="By">Who did it.</param>
public sealed record AuditEntry(long Position, Moment At, UserAct Act, ActedBy By);
