using Tune.Testing.Stores;

namespace Tune.Storage.Tests;

/// <summary>How stores of files are opened where it does not matter.</summary>
internal static class SomeFiles
{
    public static FileStoreOptions Options => new(Some.Specs) { Command = "some command" };
}
