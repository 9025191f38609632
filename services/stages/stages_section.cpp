// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/stages/stages_section.h"

#include "services/postgres/ssh/ssh_host.h"
#include "services/stages/address_reference.h"
#include "services/stages/stage_defaults.h"
#include <QCoreApplication>
#include <algorithm>

namespace arborist::stages {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("StagesSection", text);
}

void checkName(const ConfigTable &stages, const QString &name)
{
    const bool printable =
        std::all_of(name.begin(), name.end(), [](QChar c) { return c.isPrint() && !c.isSpace(); });
    if (name.isEmpty() || name.size() > 100 || !printable)
        throw stages.errorAt(name, tr("\"%1\" is not a name for a stage.").arg(name),
                             tr("Use letters, digits, dashes and dots: it is typed on the command "
                                "line and to confirm."));
}

std::optional<Environment> readEnvironment(const ConfigTable &table)
{
    const QString key = QStringLiteral("environment");
    const auto text = table.text(key);
    if (!text)
        return std::nullopt;
    const auto environment = environmentFromString(*text);
    if (!environment)
        throw table.unknownWord(key, *text,
                                {QStringLiteral("development"), QStringLiteral("test"),
                                 QStringLiteral("staging"), QStringLiteral("production")});
    return environment;
}

QString readUrl(const ConfigTable &table)
{
    const QString key = QStringLiteral("url");
    const auto text = table.text(key);
    if (!text)
        return {};
    try {
        return AddressReference::parse(*text).toString();
    } catch (const Error &error) {
        throw table.errorAt(key, error.message(), error.hint());
    }
}

QString readSshHost(const ConfigTable &table)
{
    const QString key = QStringLiteral("ssh_host");
    const auto text = table.text(key);
    if (!text)
        return {};
    try {
        postgres::SshHost::parse(*text);
    } catch (const Error &error) {
        throw table.errorAt(key, error.message(), error.hint());
    }
    return *text;
}

/// Keys of stages whose meaning comes with branches and the cloud.
void checkCloudKeys(const ConfigTable &table)
{
    if (const auto neon = table.table(QStringLiteral("neon"))) {
        const QStringList keys{QStringLiteral("project"), QStringLiteral("branch")};
        neon->allowOnly(keys);
        for (const QString &key : keys)
            neon->text(key);
    }
    table.text(QStringLiteral("cognito_user_pool"));
}

void readAws(const ConfigTable &table, Stage &stage)
{
    const QString profile = QStringLiteral("profile");
    const QString region = QStringLiteral("region");
    if (const auto aws = table.table(QStringLiteral("aws"))) {
        aws->allowOnly({profile, region});
        stage.awsProfile = aws->text(profile).value_or(QString());
        stage.awsRegion = aws->text(region).value_or(QString());
    }
}

DeclaredStage readStage(const ConfigTable &table, const QString &name)
{
    table.allowOnly({QStringLiteral("url"), QStringLiteral("environment"), QStringLiteral("colour"),
                     QStringLiteral("protected"), QStringLiteral("read_only"),
                     QStringLiteral("addresses"), QStringLiteral("ssh_host"),
                     QStringLiteral("neon"), QStringLiteral("cognito_user_pool"),
                     QStringLiteral("aws")});
    DeclaredStage declared;
    Stage &stage = declared.stage;
    stage.name = name;
    stage.urlReference = readUrl(table);
    declared.environment = readEnvironment(table);
    declared.isProtected = table.boolean(QStringLiteral("protected"));
    stage.readOnly = table.boolean(QStringLiteral("read_only")).value_or(false);
    stage.addresses = table.texts(QStringLiteral("addresses")).value_or(QStringList());
    stage.sshHost = readSshHost(table);
    const QString colour = QStringLiteral("colour");
    if (const auto text = table.text(colour)) {
        if (!stageColours().contains(*text))
            throw table.unknownWord(colour, *text, stageColours());
        stage.colour = *text;
    }
    readAws(table, stage);
    checkCloudKeys(table);
    return declared;
}

} // namespace

std::vector<DeclaredStage> readStages(const ConfigTable &root)
{
    std::vector<DeclaredStage> declared;
    const auto stages = root.table(QStringLiteral("stages"));
    if (!stages)
        return declared;
    for (const QString &name : stages->keys()) {
        checkName(*stages, name);
        declared.push_back(readStage(*stages->table(name), name));
    }
    return declared;
}

} // namespace arborist::stages
