using System.Collections.Concurrent;

namespace Tune.Clustering.Trials;

/// <summary>
/// Threads for training code, made as needed and used again. The thread pool and the dispatchers run the node itself
/// and would be starved by code that computes, or blocks, for hours.
/// </summary>
internal sealed class TrainingThreads : IDisposable
{
    private readonly ConcurrentStack<Worker> _idle = new();
    private volatile bool _isClosed;

    /// <summary>Runs it on a thread of its own. What it throws would end the process: it must not.</summary>
    public void Run(Action work)
    {
        if (!_idle.TryPop(out var worker))
        {
            worker = new Worker(this);
        }

        worker.Start(work);
    }

    public void Dispose()
    {
        _isClosed = true;
        while (_idle.TryPop(out var worker))
        {
            worker.Stop();
        }
    }

#pragma warning disable CA1001 // Disposed by its own thread, at its end.
    private sealed class Worker
    {
        private readonly TrainingThreads _owner;
        private readonly SemaphoreSlim _called = new(0);
        private Action? _work;

        public Worker(TrainingThreads owner)
        {
            _owner = owner;
            var thread = new Thread(Turn)
            {
                IsBackground = true,
                Priority = ThreadPriority.BelowNormal,
                Name = "training",
            };
            thread.Start();
        }

        public void Start(Action work)
        {
            _work = work;
            _called.Release();
        }

        public void Stop() => _called.Release();

        private void Turn()
        {
            while (true)
            {
                _called.Wait();
                if (_work is not { } work)
                {
                    _called.Dispose();
                    return;
                }

                _work = null;
                work();
                _owner._idle.Push(this);
                if (_owner._isClosed && _owner._idle.TryPop(out var other))
                {
                    other.Stop();
                }
            }
        }
    }
}
