using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Tune.Engine.Experiments;
using Tune.Engine.Filters;
using Tune.Engine.Ports;
using Tune.Engine.Runs;
using Tune.Hosting.Results;

namespace Tune.Server.Answers;

/// <summary>Turns what goes wrong inside a route into a problem with the right status.</summary>
internal static class Answering
{
    /// <summary>Puts it around a route.</summary>
    public static void Guard(EndpointBuilder route)
    {
        var inner = route.RequestDelegate!;
        route.RequestDelegate = context => AnswerAsync(context, inner);
    }

    private static async Task AnswerAsync(HttpContext context, RequestDelegate inner)
    {
        try
        {
            await inner(context);
            if (context.Response is { HasStarted: false, StatusCode: >= 400, ContentType: null })
            {
                // Where a program has mounted us, it may be set to answer bad requests without a word.
                await Problem.WriteAsync(
                    context, context.Response.StatusCode, "request", "The request is not one that this route takes.");
            }
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // Nobody waits for an answer any more.
        }
        catch (Exception problem) when (Explain(problem) is { } known)
        {
            await Problem.WriteAsync(context, known.Status, known.Kind, known.Detail);
        }
        catch (Exception problem) when (problem is not OutOfMemoryException)
        {
            // What we did not foresee is not told to strangers: it may name files of this machine.
            await Problem.WriteAsync(
                context, StatusCodes.Status500InternalServerError, "unforeseen",
                $"Something went wrong that was not foreseen ({problem.GetType().Name}).");
        }
    }

    private static (int Status, string Kind, string Detail)? Explain(Exception problem) => problem switch
    {
        ProblemException known => (known.Status, known.Kind, known.Message),
        UnknownExperimentException unknown => (404, "unknown_experiment", unknown.Message),
        BadHttpRequestException { StatusCode: 408 } => (408, "slow", "The body came too slowly."),
        BadHttpRequestException bad => (bad.StatusCode, "request", BindingWords.Of(bad.Message)),
        InvalidExperimentException refused => (409, "refused", string.Join(' ', refused.Problems)),
        RunException wrong => (
            wrong.Fault switch { RunFault.Missing => 404, RunFault.Exists => 409, _ => 400 },
            $"run_{wrong.Fault.ToString().ToLowerInvariant()}", wrong.Message),
        FilterException wrong => (400, "where", wrong.Message),
        ArgumentException wrong => (400, "request", wrong.Message),
        ObjectDisposedException => (503, "closed", "The store has been closed."),
        TimeoutException late => (504, "timeout", late.Message),
        StorageException storage => (
            storage.Kind == StorageFault.Gone ? 404 : 503, $"storage_{storage.Kind.ToString().ToLowerInvariant()}",
            Sentence(storage.Kind)),
        _ => null,
    };

    // The store's own words name its files.
    private static string Sentence(StorageFault fault) => fault switch
    {
        StorageFault.Full => "The store has no room.",
        StorageFault.Busy => "The store is in use elsewhere; try again.",
        StorageFault.Damaged => "What was asked for is damaged in the store; 'doctor' says where.",
        StorageFault.NotOwner => "Another program has taken the store over.",
        StorageFault.Gone => "What was asked for is no longer in the store.",
        StorageFault.Refused => "The store does not take that.",
        _ => "The store could not be read or written; another try may work.",
    };
}
