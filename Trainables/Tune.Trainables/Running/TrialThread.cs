using System.Collections.Concurrent;

namespace Tune.Trainables.Running;

/// <summary>
/// A thread of its own for training code. The thread pool runs the node itself, and would be starved by code that
/// computes for hours.
/// </summary>
internal static class TrialThread
{
    /// <summary>Runs code that is not asynchronous.</summary>
    public static Task<T> Run<T>(string name, Func<T> work)
    {
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        var thread = new Thread(() =>
        {
            try
            {
                done.SetResult(work());
            }
            catch (Exception e)
            {
                done.SetException(e);
            }
        })
        {
            Name = name,
            IsBackground = true,
            Priority = ThreadPriority.BelowNormal,
        };
        thread.Start();
        return done.Task;
    }

    /// <summary>Runs asynchronous code, of which every part up to the next await runs on this thread.</summary>
    public static Task<T> RunAsync<T>(string name, Func<Task<T>> work) => Run(name, () =>
    {
        using var pump = new Pump();
        SynchronizationContext.SetSynchronizationContext(pump);
        var task = work();
        task.ContinueWith(
            static (_, state) => ((Pump)state!).Close(), pump, CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        pump.Turn();
        return task.GetAwaiter().GetResult();
    });

    private sealed class Pump : SynchronizationContext, IDisposable
    {
        private readonly BlockingCollection<(SendOrPostCallback Call, object? State)> _calls = [];
        private readonly Lock _gate = new();
        private bool _isClosed;

        // What code left behind does after its trial has ended belongs to nobody's thread.
        public override void Post(SendOrPostCallback d, object? state)
        {
            lock (_gate)
            {
                if (!_isClosed)
                {
                    _calls.Add((d, state));
                    return;
                }
            }

            base.Post(d, state);
        }

        public override SynchronizationContext CreateCopy() => this;

        public void Turn()
        {
            foreach (var (call, state) in _calls.GetConsumingEnumerable())
            {
                call(state);
            }
        }

        public void Close()
        {
            lock (_gate)
            {
                _isClosed = true;
                _calls.CompleteAdding();
            }
        }

        public void Dispose()
        {
            // Close may still be on its way out.
            lock (_gate)
            {
                _calls.Dispose();
            }
        }
    }
}
