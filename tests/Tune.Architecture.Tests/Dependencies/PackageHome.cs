namespace Tune.Architecture.Tests.Dependencies;

/// <summary>
/// The one place of a family of packages: nothing outside the folder may name the package or touch an assembly whose
/// name starts so.
/// </summary>
internal sealed record PackageHome(string Prefix, string Folder);
