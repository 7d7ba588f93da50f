namespace Tune.Storage.Disks;

/// <summary>What has the name of one of the store's files is no plain file.</summary>
/// <param name="path">The name.</param>
/// <param name="what">What it is, with its article.</param>
internal sealed class NotPlainFileException(string path, string what)
    : IOException($"'{path}' is {what} and not a plain file")
{
    /// <summary>What is wrong, for who has named the file already.</summary>
    public string Damage { get; } = $"it is {what} and not a plain file";
}
