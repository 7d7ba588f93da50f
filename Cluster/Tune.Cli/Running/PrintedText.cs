using System.Text;
using Tune.Engine.Ports;
using Tune.Engine.Trials;

namespace Tune.Cli.Running;

/// <summary>
/// What training code on a thread of this process prints goes to its own log, which is bounded, as it does in a child
/// process: standard output belongs to the command, and one talkative trial must not drown its lines or break the
/// screen. Everybody else prints as ever.
/// </summary>
internal sealed class PrintedText : TextWriter
{
    private static readonly AsyncLocal<Speaker?> Now = new();

    private readonly TextWriter _others;

    private PrintedText(TextWriter others) => _others = others;

    public override Encoding Encoding => _others.Encoding;

    /// <summary>Catches what is printed until it is disposed of.</summary>
    public static IDisposable Catch() => new Caught();

    /// <summary>Training code whose printed lines go to its log.</summary>
    public static TrainableDefinition Of(TrainableDefinition definition) =>
        definition.Isolation == Isolation.Thread
            ? definition with { Create = () => new Speaking(definition.Create()) }
            : definition;

    public override void Write(char value) => Write([value]);

    public override void Write(string? value) => Write(value.AsSpan());

    public override void Write(char[] buffer, int index, int count) => Write(buffer.AsSpan(index, count));

    public override void Write(ReadOnlySpan<char> buffer)
    {
        if (Now.Value is { } speaker)
        {
            speaker.Add(buffer);
        }
        else
        {
            _others.Write(buffer);
        }
    }

    public override void Flush() => _others.Flush();

    private sealed class Caught : IDisposable
    {
        private readonly TextWriter _out = Console.Out;
        private readonly TextWriter _error = Console.Error;

        public Caught()
        {
            Console.SetOut(new PrintedText(_out));
            Console.SetError(new PrintedText(_error));
        }

        public void Dispose()
        {
            Console.SetOut(_out);
            Console.SetError(_error);
        }
    }

    /// <summary>Makes lines of what one attempt prints.</summary>
    private sealed class Speaker(ITrialChannel channel)
    {
        private const int LineMax = 4096;

        private readonly StringBuilder _line = new();

        public void Add(ReadOnlySpan<char> text)
        {
            lock (_line)
            {
                while (text.IndexOf('\n') is >= 0 and var end)
                {
                    AppendNeedsLock(text[..end]);
                    End();
                    text = text[(end + 1)..];
                }

                AppendNeedsLock(text);
            }
        }

        public void End()
        {
            lock (_line)
            {
                channel.Log(_line.ToString().TrimEnd('\r'));
                _line.Clear();
            }
        }

        public void EndIfBegun()
        {
            if (_line.Length > 0)
            {
                End();
            }
        }

        // Past that a line is cut: one that never ends must not be kept in memory.
        private void AppendNeedsLock(ReadOnlySpan<char> text) =>
            _line.Append(text[..Math.Min(text.Length, Math.Max(0, LineMax - _line.Length))]);
    }

    private sealed class Speaking(ITrainable inner) : ITrainable
    {
        public async Task<AttemptOutcome> RunAsync(
            TrialAssignment assignment, ITrialChannel channel, CancellationToken cancellation)
        {
            var speaker = new Speaker(channel);
            Now.Value = speaker;
            try
            {
                return await inner.RunAsync(assignment, channel, cancellation);
            }
            finally
            {
                speaker.EndIfBegun();
            }
        }
    }
}
