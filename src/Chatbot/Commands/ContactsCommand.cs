using System.CommandLine;
using Chatbot.Contact;
using Chatbot.Knowledge;
using Chatbot.Storage;
using Chatbot.Triage;
using Spectre.Console;

namespace Chatbot.Commands;

/// <summary><c>contacts list</c> and <c>contacts show REFERENCE</c>: how staff read requests from the command line.</summary>
internal static class ContactsCommand
{
    public static Command Create()
    {
        var list = new Command("list", "References, urgent ones first, newest first.");
        list.SetAction(async (_, cancellationToken) =>
        {
            await using var services = Open();
            var table = new Table().Border(TableBorder.Simple).AddColumns("reference", "received", "urgent");
            foreach (var (reference, urgent, receivedAt) in await services.GetRequiredService<ContactDesk>().ListAsync(cancellationToken))
                table.AddRow(reference, receivedAt.ToString("yyyy-MM-dd HH:mm 'UTC'"), urgent ? "URGENT" : "");
            AnsiConsole.Write(table);
            return 0;
        });

        var asked = new Argument<string>("reference") { Description = "As shown to the visitor." };
        var show = new Command("show", "Open one request.") { asked };
        show.SetAction(async (parsed, cancellationToken) =>
        {
            await using var services = Open();
            var request = await services.GetRequiredService<ContactDesk>().ReadAsync(parsed.GetValue(asked)!.ToUpperInvariant(), cancellationToken);
            if (request is null)
            {
                await Console.Error.WriteLineAsync("There is no request by this reference; 'contacts list' shows them all.");
                return 2;
            }

            Console.WriteLine($"name: {request.Name}\ne-mail: {request.Email}\nphone: {request.Phone}\nwhen: {request.PreferredTime}\nabout: {request.Topic}\n\n{request.Message}");
            return 0;
        });
        return new Command("contacts", "Read contact requests.") { list, show };
    }

    /// <summary>The rooms that a request needs, on the same settings and storage as the service.</summary>
    private static ServiceProvider Open()
    {
        var builder = WebApplication.CreateBuilder();
        var services = builder.Services;
        services.AddSingleton(TimeProvider.System);
        services.AddStorage().AddKnowledge().AddTriage().AddContact();
        services.AddLogging(logging => logging.ClearProviders());
        var provider = services.BuildServiceProvider();
        DatabaseStart.Open(provider);
        return provider;
    }
}
