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
            var table = new Table().Border(TableBorder.Simple).AddColumns("reference", "received", "state", "urgent");
            foreach (var request in await services.GetRequiredService<ContactDesk>().ListAsync(cancellationToken))
                table.AddRow(request.Reference, request.ReceivedAt.ToString("yyyy-MM-dd HH:mm 'UTC'"), request.State, request.Urgent ? "URGENT" : "");
            AnsiConsole.Write(table);
            return 0;
        });

        var asked = new Argument<string>("reference") { Description = "As shown to the visitor." };
        var show = new Command("show", "Open one request.") { asked };
        show.SetAction(async (parsed, cancellationToken) =>
        {
            await using var services = Open();
            var request = await services.GetRequiredService<ContactDesk>().ReadAsync(parsed.GetValue(asked)!, cancellationToken);
            if (request is null)
            {
                await Console.Error.WriteLineAsync("There is no request by this reference; 'contacts list' shows them all.");
                return 2;
            }

            var typed = request.Submission;
            Console.WriteLine($"name: {typed.Name}\ne-mail: {typed.Email}\nphone: {typed.Phone}\nwhen: {typed.PreferredTime}\nabout: {typed.Topic}\n\n{typed.Message}");
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
