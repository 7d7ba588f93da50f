namespace Tune.Storage.Journal;

/// <summary>One append on its way to the disk.</summary>
/// <param name="journal">Whose.</param>
/// <param name="frame">The frame, from a pool; its header is filled in by the writer.</param>
/// <param name="header">The header as far as it is known.</param>
/// <param name="opensSegment">It is to be the first frame of a new file.</param>
internal sealed class Append(FileJournal journal, byte[] frame, FrameHeader header, bool opensSegment)
{
    // Whoever waits goes on elsewhere: the writer's thread has other appends to see to.
    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public FileJournal Journal => journal;

    public byte[] Frame => frame;

    public FrameHeader Header => header;

    public bool OpensSegment => opensSegment;

    public Task Done => _done.Task;

    public void Succeed() => _done.TrySetResult();

    public void Fail(Exception why) => _done.TrySetException(why);
}
