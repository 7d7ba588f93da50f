using System.Collections.Concurrent;
using System.Globalization;
using Tune.Engine.Trials;

namespace Tune.Trainables.Commands;

/// <summary>
/// Answers on their way to a program's standard input. A program may never read them, and a full pipe must stop
/// nobody, so they are written by a thread of their own, and answers nobody reads are dropped.
/// </summary>
internal sealed class AnswerLine : IDisposable
{
    private const int UnreadMax = 1000;
    private readonly BlockingCollection<string> _answers = [];
    private readonly StreamWriter _input;

    public AnswerLine(StreamWriter input, string name)
    {
        _input = input;
        _input.NewLine = "\n";
        new Thread(Write) { Name = name, IsBackground = true }.Start();
    }

    /// <summary>The report of this iteration is on its way: go on.</summary>
    public void Continue(int iteration, bool isCheckpointDue)
    {
        if (_answers.Count < UnreadMax)
        {
            var due = isCheckpointDue ? "true" : "false";
            Add(string.Create(
                CultureInfo.InvariantCulture,
                $$"""{"tune":"continue","iteration":{{iteration}},"checkpoint":{{due}}}"""));
        }
    }

    /// <summary>Leave: with <c>pause</c> the trial will go on one day, with <c>stop</c> it is over.</summary>
    public void Leave(Leaving how) =>
        Add(how is Leaving.Pause or Leaving.Interrupt ? """{"tune":"pause"}""" : """{"tune":"stop"}""");

    public void Dispose() => _answers.CompleteAdding();

    private void Add(string line)
    {
        try
        {
            _answers.Add(line);
        }
        catch (InvalidOperationException)
        {
            // The program has ended.
        }
    }

    private void Write()
    {
        try
        {
            foreach (var line in _answers.GetConsumingEnumerable())
            {
                _input.WriteLine(line);
                _input.Flush();
            }

            _input.Close();
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            // The program has ended, or closed its input: it does not want to know.
        }
    }
}
