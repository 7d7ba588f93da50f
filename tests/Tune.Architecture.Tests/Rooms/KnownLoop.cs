namespace Tune.Architecture.Tests.Rooms;

/// <summary>Rooms of a project that point at each other and should not.</summary>
internal sealed record KnownLoop(string Project, params string[] Rooms);
