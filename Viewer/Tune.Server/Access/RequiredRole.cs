namespace Tune.Server.Access;

/// <summary>What one must be to use a route; null for a route that is open to all.</summary>
internal sealed record RequiredRole(TuneRole? Role);
