using System.Globalization;
using System.Text.Json;

namespace Tune.Client;

/// <summary>
/// A run that logs. What is logged waits in a buffer and is sent in the background, every half second or as soon as
/// there are 1,000 values; nothing of that waits for the network or throws. Safe for many threads. To dispose of it
/// sends what is left and ends the run.
/// </summary>
public sealed class TuneRun : IAsyncDisposable
{
    private const int BatchMax = 1000;
    private const int EntriesMax = 100;
    private static readonly TimeSpan s_every = TimeSpan.FromMilliseconds(500);
    private readonly Lock _gate = new();
    private readonly TuneClient _client;
    private readonly RunOptions _options;
    private readonly SemaphoreSlim _sending = new(1);
    private readonly SemaphoreSlim _full = new(0, 1);
    private readonly CancellationTokenSource _ending = new();
    private readonly Queue<(string Key, double Value, long Step, long Time)> _points = new();
    private readonly Queue<(string Key, string Value)> _parameters = new();
    private readonly Queue<(string Key, string Value)> _tags = new();
    private readonly Task _loop;
    private long _dropped;
    private TuneClientException? _problem;
    private int _isDisposed;

    internal TuneRun(TuneClient client, string collection, string id, RunOptions options)
    {
        (_client, Collection, Id, _options) = (client, collection, id, options);
        _loop = Task.Run(SendEveryAsync);
    }

    /// <summary>Its id.</summary>
    public string Id { get; }

    /// <summary>The id of its collection.</summary>
    public string Collection { get; }

    /// <summary>How many values, parameters and tags were not stored and will not be.</summary>
    public long Dropped
    {
        get
        {
            lock (_gate)
            {
                return _dropped;
            }
        }
    }

    /// <summary>What went wrong last; null if nothing has.</summary>
    public TuneClientException? Problem
    {
        get
        {
            lock (_gate)
            {
                return _problem;
            }
        }
    }

    /// <summary>Logs a value of a metric, NaN and infinities included.</summary>
    /// <param name="name">Letters, digits, <c>_ - . : /</c> and blanks, up to 250.</param>
    /// <param name="value">The value.</param>
    /// <param name="step">Where, by the program's own count; default 0.</param>
    public void LogMetric(string name, double value, long step = 0) => Add(
        _points, (name, value, step, DateTimeOffset.UtcNow.ToUnixTimeMilliseconds()));

    /// <summary>Logs values of several metrics.</summary>
    public void LogMetrics(IEnumerable<KeyValuePair<string, double>> metrics, long step = 0)
    {
        ArgumentNullException.ThrowIfNull(metrics);
        foreach (var (name, value) in metrics)
        {
            LogMetric(name, value, step);
        }
    }

    /// <summary>Logs a parameter, which keeps its first value.</summary>
    /// <param name="name">As for metrics.</param>
    /// <param name="value">Written as invariant text, up to 6,000 characters.</param>
    public void LogParam(string name, IConvertible value)
    {
        ArgumentNullException.ThrowIfNull(value);
        Add(_parameters, (name, value.ToString(CultureInfo.InvariantCulture)));
    }

    /// <summary>Sets a tag.</summary>
    /// <param name="name">As for metrics.</param>
    /// <param name="value">Up to 8,000 characters.</param>
    public void SetTag(string name, string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        Add(_tags, (name, value));
    }

    /// <summary>Stores a file with the run.</summary>
    /// <param name="file">The file.</param>
    /// <param name="path">Its path among the artifacts; null for its name.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="TuneClientException">It was not stored.</exception>
    public async Task LogArtifactAsync(
        string file, string? path = null, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(file);
        await _client.PutAsync(
            $"{Collection}/{Id}/artifacts/{path ?? Path.GetFileName(file)}", file, cancellation);
    }

    /// <summary>Registers artifacts of the run as a version of a model, which is made if there is none of that name.
    /// </summary>
    /// <param name="model">The model's name, without '/' and ':'.</param>
    /// <param name="path">The path of the artifacts.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>The number of the version.</returns>
    /// <exception cref="TuneClientException">It was not registered.</exception>
    public async Task<int> RegisterModelAsync(
        string model, string path, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(model);
        ArgumentException.ThrowIfNullOrEmpty(path);
        try
        {
            await _client.CallAsync(
                HttpMethod.Post, "api/2.0/mlflow/registered-models/create",
                json => json.WriteString("name", model), cancellation);
        }
        catch (TuneClientException taken) when (taken.Kind == "resource_already_exists")
        {
            // Then there is one.
        }

        var made = await _client.CallAsync(HttpMethod.Post, "api/2.0/mlflow/model-versions/create", json =>
        {
            json.WriteString("name", model);
            json.WriteString("source", $"mlflow-artifacts:/{Collection}/{Id}/artifacts/{path}");
            json.WriteString("run_id", Id);
        }, cancellation);
        return int.Parse(
            made.GetProperty("model_version").GetProperty("version").GetString()!, CultureInfo.InvariantCulture);
    }

    /// <summary>Waits until what was logged so far is stored, or was dropped.</summary>
    /// <exception cref="TuneClientException">Something was dropped, and <see cref="RunOptions.Throws"/>.</exception>
    public async Task FlushAsync(CancellationToken cancellation = default)
    {
        while (await SendAsync(mayWait: false, cancellation))
        {
            // There is more.
        }

        if (_options.Throws && Problem is { } problem)
        {
            throw problem;
        }
    }

    /// <summary>Sends what is left and says how the run ended.</summary>
    /// <param name="status">FINISHED, FAILED or KILLED.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="TuneClientException">It could not be said.</exception>
    public async Task EndAsync(string status = "FINISHED", CancellationToken cancellation = default)
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) != 0)
        {
            return;
        }

        await _ending.CancelAsync();
        await _loop;
        try
        {
            await FlushAsync(cancellation);
        }
        finally
        {
            await _client.CallAsync(HttpMethod.Post, "api/2.0/mlflow/runs/update", json =>
            {
                json.WriteString("run_id", Id);
                json.WriteString("status", status);
                json.WriteNumber("end_time", DateTimeOffset.UtcNow.ToUnixTimeMilliseconds());
            }, cancellation);
        }
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        try
        {
            await EndAsync();
        }
        catch (TuneClientException problem) when (!_options.Throws)
        {
            Note(problem, 0);
        }

        _ending.Dispose();
        _sending.Dispose();
        _full.Dispose();
    }

    private void Add<T>(Queue<T> queue, T item)
    {
        lock (_gate)
        {
            var count = _points.Count + _parameters.Count + _tags.Count;
            if (_isDisposed != 0 || count >= _options.BufferMax)
            {
                _dropped++;
                return;
            }

            queue.Enqueue(item);
            if (count + 1 >= BatchMax && _full.CurrentCount == 0)
            {
                _full.Release();
            }
        }
    }

    private async Task SendEveryAsync()
    {
        while (!_ending.IsCancellationRequested)
        {
            try
            {
                await _full.WaitAsync(s_every, _ending.Token);
                while (await SendAsync(mayWait: true, _ending.Token))
                {
                    // There is more.
                }
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    // True if more is waiting that can be sent now. A batch that found nobody waits for the next time: what is sent
    // twice is stored once.
    private async Task<bool> SendAsync(bool mayWait, CancellationToken cancellation)
    {
        await _sending.WaitAsync(cancellation);
        try
        {
            var batch = TakeNeedsLock();
            if (batch.Count == 0)
            {
                return false;
            }

            try
            {
                await SendAsync(batch, new Budget(), cancellation);
            }
            catch (Exception problem) when (problem is OperationCanceledException
                || (mayWait && problem is TuneClientException { Status: null or >= 500 }))
            {
                PutBackNeedsLock(batch);
                Note(problem as TuneClientException, 0);
                cancellation.ThrowIfCancellationRequested();
                return false;
            }
            catch (TuneClientException problem)
            {
                Note(problem, batch.Count);
            }

            lock (_gate)
            {
                return _points.Count + _parameters.Count + _tags.Count >= (mayWait ? BatchMax : 1);
            }
        }
        finally
        {
            _sending.Release();
        }
    }

    // A batch is stored as a whole or not at all: what is wrong with one of it must not cost the others.
    private async Task SendAsync(RunBatch batch, Budget budget, CancellationToken cancellation)
    {
        try
        {
            budget.Left--;
            await _client.CallAsync(HttpMethod.Post, "api/2.0/mlflow/runs/log-batch", batch.Write, cancellation);
        }
        catch (TuneClientException problem) when (problem.Kind == "invalid_parameter_value")
        {
            if (batch.Count == 1 || budget.Left <= 0)
            {
                Note(problem, batch.Count);
                return;
            }

            foreach (var half in batch.Halves())
            {
                await SendAsync(half, budget, cancellation);
            }
        }
    }

    private void Note(TuneClientException? problem, int dropped)
    {
        lock (_gate)
        {
            _problem = problem ?? _problem;
            _dropped += dropped;
        }
    }

    private RunBatch TakeNeedsLock()
    {
        lock (_gate)
        {
            var batch = new RunBatch(Id);
            Move(_parameters, batch.Parameters, EntriesMax);
            Move(_tags, batch.Tags, EntriesMax);
            Move(_points, batch.Points, BatchMax - batch.Count);
            return batch;
        }
    }

    private void PutBackNeedsLock(RunBatch batch)
    {
        lock (_gate)
        {
            Return(_parameters, batch.Parameters);
            Return(_tags, batch.Tags);
            Return(_points, batch.Points);
        }
    }

    private static void Move<T>(Queue<T> from, List<T> to, int most)
    {
        while (to.Count < most && from.TryDequeue(out var item))
        {
            to.Add(item);
        }
    }

    private static void Return<T>(Queue<T> to, List<T> items)
    {
        var later = to.ToArray();
        to.Clear();
        foreach (var item in items.Concat(later))
        {
            to.Enqueue(item);
        }
    }

    private sealed class Budget
    {
        public int Left { get; set; } = 64;
    }
}
