namespace Tune.Hosting;

/// <summary>A page of what was done by hand.</summary>
/// <param name="Total">How much was done in all.</param>
/// <param name="Entries">Those of this page.</param>
public sealed record AuditPage(int Total, IReadOnlyList<AuditEntry> Entries);
