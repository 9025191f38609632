// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/cli_text.h"
#include "app/cli/command.h"
#include "app/cli/exit_code.h"
#include "app/cli/session.h"
#include "app/cli/stage_json.h"
#include "app/cli/text_table.h"

namespace arborist::cli {
namespace {

/// A stage with all that tells where it leads.
struct Place {
    const stages::Stage *stage = nullptr;
    stages::StageCheck check;
    std::optional<postgres::ConnectionInfo> known;
    QString project;
    QString branch; ///< of Neon; empty elsewhere
    stages::FingerprintFinding finding;
};

Place describe(const stages::Workspace &workspace, const stages::Stage &stage,
               stages::StageCheck check)
{
    Place place{&stage, std::move(check), workspace.knownAddress(stage), workspace.name(), {}, {}};
    place.finding = findingOf(workspace, stage, place.check);
    const QString neon = QStringLiteral("neon:");
    if (stage.urlReference.startsWith(neon)) {
        place.project = stage.urlReference.mid(neon.size()).section(u'/', 0, 0);
        place.branch = stage.urlReference.section(u'/', 1);
    }
    return place;
}

QJsonObject toJson(const Place &place)
{
    const auto orNull = [](const QString &text) {
        return text.isEmpty() ? QJsonValue() : QJsonValue(text);
    };
    const auto &known = place.known;
    QJsonObject object{
        {QStringLiteral("stage"), place.stage->name},
        {QStringLiteral("environment"), stages::toString(place.stage->environment).toLower()},
        {QStringLiteral("protected"), place.stage->isProtected},
        {QStringLiteral("read_only"), place.stage->readOnly},
        {QStringLiteral("project"), orNull(place.project)},
        {QStringLiteral("branch"), orNull(place.branch)},
        {QStringLiteral("host"), orNull(known ? known->host() : place.check.address)},
        {QStringLiteral("port"), orNull(known ? known->port() : QString())},
        {QStringLiteral("database"),
         orNull(place.check.database.isEmpty() && known ? known->database()
                                                        : place.check.database)},
        {QStringLiteral("user"), orNull(known ? known->user() : QString())},
        {QStringLiteral("origin"), place.stage->origin}};
    addCheck(object, place.check);
    object.insert(QStringLiteral("stops_writes"), place.finding.stopsWrites);
    object.insert(QStringLiteral("finding"), place.finding.sentence);
    return object;
}

QString toText(const QString &title, const Place &place)
{
    const QJsonObject object = toJson(place);
    std::vector<std::pair<QString, QString>> lines;
    const auto add = [&](const QString &name, const QString &value) {
        if (!value.isEmpty())
            lines.emplace_back(name, value);
    };
    QString environment = stages::toString(place.stage->environment);
    if (place.stage->isProtected)
        environment = CliText::tr("%1, protected").arg(environment);
    if (place.stage->readOnly)
        environment = CliText::tr("%1, read only").arg(environment);
    add(CliText::tr("Stage"), place.stage->name);
    add(CliText::tr("Environment"), environment);
    add(CliText::tr("Project"), place.project);
    add(CliText::tr("Branch"), place.branch.isEmpty() ? QStringLiteral("–") : place.branch);
    add(CliText::tr("Host"), object.value(QStringLiteral("host")).toString());
    add(CliText::tr("Port"), object.value(QStringLiteral("port")).toString());
    add(CliText::tr("Database"), object.value(QStringLiteral("database")).toString());
    add(CliText::tr("User"), object.value(QStringLiteral("user")).toString());
    add(CliText::tr("Address from"), place.stage->origin);
    if (place.check.reachable) {
        add(CliText::tr("Version"), QStringLiteral("PostgreSQL ") + place.check.serverVersion);
        add(CliText::tr("Fingerprint"), place.check.fingerprint.shortText());
        if (place.finding.stopsWrites)
            add(CliText::tr("Beware"), place.finding.sentence + u' ' + place.finding.hint);
    } else {
        add(CliText::tr("Not reachable"),
            place.check.error ? place.check.error->message() : place.stage->problem);
    }
    return title + u'\n' + keyValueLines(lines);
}

class CurrentCommand final : public Command
{
public:
    const char *name() const override { return "current"; }
    QString help() const override
    {
        return CliText::tr(
            "Show where the target and the source lead: project, branch, host, database, version, "
            "fingerprint");
    }

    int run(Session &session) override
    {
        const stages::Workspace &workspace = session.workspace();
        std::vector<const stages::Stage *> wanted{&session.stage()};
        if (const stages::Stage *source = workspace.stage(workspace.sourceStage()))
            wanted.push_back(source);
        const auto checks = checkAll(workspace, wanted, session.stopToken());
        std::vector<Place> places;
        for (size_t i = 0; i < wanted.size(); ++i)
            places.push_back(describe(workspace, *wanted[i], checks[i]));

        Terminal &terminal = session.terminal();
        if (session.json()) {
            terminal.printJson(
                {{QStringLiteral("target"), toJson(places[0])},
                 {QStringLiteral("source"),
                  places.size() > 1 ? QJsonValue(toJson(places[1])) : QJsonValue()}});
            return Done;
        }
        terminal.print(toText(CliText::tr("Target"), places[0]));
        if (places.size() > 1)
            terminal.print(toText(CliText::tr("Source"), places[1]));
        else
            terminal.print(CliText::tr("Source: none (arboristctl set source-db)") + u'\n');
        return Done;
    }
};

} // namespace

std::unique_ptr<Command> makeCurrentCommand()
{
    return std::make_unique<CurrentCommand>();
}

} // namespace arborist::cli
