namespace Tune.Architecture.Tests.Dependencies;

/// <summary>What one project may point at. Anything not listed is forbidden; anything listed must be in use.</summary>
internal sealed record Permit(string Project, string[] Projects, string[] Packages);
