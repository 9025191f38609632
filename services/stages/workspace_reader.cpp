// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/stages/workspace_reader.h"

#include "services/stages/address_reader.h"
#include "services/stages/hierarchy_section.h"
#include "services/stages/other_sections.h"
#include "services/stages/stage_defaults.h"
#include "services/stages/text_file.h"
#include "services/stages/toml_file.h"
#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>
#include <QSet>

namespace arborist::stages {

namespace {

QString workspaceFile()
{
    return QStringLiteral("arborist.toml");
}

QString tr(const char *text)
{
    return QCoreApplication::translate("WorkspaceReader", text);
}

Error noDatabase(const QString &folder)
{
    return Error(tr("%1 names no database.").arg(QDir::toNativeSeparators(folder)),
                 tr("Add a line DB_CONNECTION_STRING=postgresql://... to %1, declare "
                    "[stages.local] in arborist.toml, or give the URL of a database instead of a "
                    "folder.")
                     .arg(QDir(folder).filePath(QStringLiteral(".env"))))
        .setWhere(folder);
}

/// A variable; nullopt also where its file cannot be read: the stage of that file tells so.
std::optional<FoundVariable> findIfReadable(EnvironmentFiles &files, const QString &name,
                                            const QString &file = {})
{
    try {
        return files.find(name, file);
    } catch (const Error &) {
        return std::nullopt;
    }
}

/// The .env file that a reference reads; empty if none.
QString fileOf(const QString &urlReference)
{
    const AddressReference reference = AddressReference::parse(urlReference);
    if (reference.kind != AddressReference::Kind::Variable &&
        reference.kind != AddressReference::Kind::Family)
        return {};
    return reference.file.isEmpty() ? QStringLiteral(".env") : QDir::cleanPath(reference.file);
}

} // namespace

WorkspaceReader::WorkspaceReader(const QString &folder) : m_files(folder)
{
    m_workspace.m_folder = folder;
    m_workspace.m_name = QDir(folder).dirName();
    if (m_workspace.m_name.isEmpty())
        m_workspace.m_name = folder;
}

Workspace WorkspaceReader::read(bool needsDatabase)
{
    const QString file = workspaceFile();
    const QString path = QDir(m_workspace.m_folder).filePath(file);
    const QFileInfo info(path);
    if (info.exists() || info.isSymLink()) {
        try {
            const ConfigNode node = parseToml(readTextFile(path, file), file);
            readFile(ConfigTable(node, file, {}));
        } catch (Error &error) {
            throw error.where().isEmpty() ? error.setWhere(path) : error;
        }
    } else {
        mergeStages({});
    }
    if (m_workspace.m_stages.empty()) {
        if (auto stage = processStage(m_files))
            addDiscovered({std::move(*stage)});
    }
    if (m_workspace.m_stages.empty() && !needsDatabase)
        return std::move(m_workspace);
    if (m_workspace.m_stages.empty())
        throw noDatabase(m_workspace.m_folder);
    addSourceStage();
    for (Stage &stage : m_workspace.m_stages) {
        for (const EnvironmentRule &each : m_policy) {
            if (each.environment == stage.environment)
                stage.policy.push_back(each.rule);
        }
    }
    resolveStages();
    chooseDefaultStage();
    return std::move(m_workspace);
}

void WorkspaceReader::readFile(const ConfigTable &root)
{
    root.allowOnly({QStringLiteral("workspace"), QStringLiteral("stages"),
                    QStringLiteral("migrations"), QStringLiteral("seed"), QStringLiteral("backup"),
                    QStringLiteral("hierarchy"), QStringLiteral("policy"),
                    QStringLiteral("recipes"), QStringLiteral("queries"), QStringLiteral("audit")});
    m_workspace.m_seed = readSeedSettings(root);
    m_workspace.m_backup = readBackupSettings(root);
    m_workspace.m_recipes = readRecipes(root, m_workspace.m_folder);
    m_workspace.m_migrations = readMigrationSettings(root);
    m_workspace.m_queries = readQueries(root, m_workspace.m_folder);
    m_workspace.m_hierarchies = readHierarchies(root);
    mergeStages(readStages(root));
    m_policy = readPolicy(root);
    m_workspace.m_auditToSyslog = readAuditToSyslog(root);
    const auto section = root.table(QStringLiteral("workspace"));
    if (!section)
        return;
    const QString name = QStringLiteral("name");
    const QString defaultStage = QStringLiteral("default_stage");
    const QString sourceStage = QStringLiteral("source_stage");
    section->allowOnly({name, defaultStage, sourceStage});
    m_workspace.m_name = section->text(name).value_or(m_workspace.m_name);
    m_workspace.m_sourceStage = section->text(sourceStage).value_or(QString());
    m_fileDefault = section->text(defaultStage).value_or(QString());
    if (!m_fileDefault.isEmpty() && !m_workspace.m_stages.empty() && !find(m_fileDefault)) {
        QStringList known;
        for (const Stage &stage : m_workspace.m_stages)
            known.append(stage.name);
        throw section->unknownWord(defaultStage, m_fileDefault, known);
    }
}

void WorkspaceReader::mergeStages(std::vector<DeclaredStage> declared)
{
    std::vector<DiscoveredStage> discovered = discoverStages(m_files);
    QSet<QString> filesInUse;
    for (DeclaredStage &entry : declared) {
        Stage &stage = entry.stage;
        for (const DiscoveredStage &other : discovered) {
            if (stage.urlReference.isEmpty() && other.stage.name == stage.name) {
                stage.urlReference = other.stage.urlReference;
                stage.problem = other.stage.problem;
                filesInUse.insert(other.file);
            }
        }
        if (!stage.urlReference.isEmpty())
            filesInUse.insert(fileOf(stage.urlReference));
        stage.environment = entry.environment.value_or(guessEnvironment(stage.name));
        stage.isProtected =
            entry.isProtected.value_or(protectedByDefault(stage.name, stage.environment));
        m_workspace.m_stages.push_back(std::move(stage));
    }
    // A file that a declared stage reads is that stage, under whatever name.
    std::erase_if(discovered, [&filesInUse](const DiscoveredStage &stage) {
        return filesInUse.contains(stage.file);
    });
    addDiscovered(std::move(discovered));
}

void WorkspaceReader::addDiscovered(std::vector<DiscoveredStage> discovered)
{
    for (DiscoveredStage &entry : discovered) {
        Stage &stage = entry.stage;
        if (find(stage.name))
            continue;
        stage.environment = guessEnvironment(stage.name);
        stage.isProtected = protectedByDefault(stage.name, stage.environment);
        m_workspace.m_stages.push_back(std::move(stage));
    }
}

void WorkspaceReader::addSourceStage()
{
    if (!m_workspace.m_sourceStage.isEmpty())
        return;
    const QString variable = QStringLiteral("SOURCE_DB_CONNECTION_STRING");
    const std::optional<FoundVariable> source = findIfReadable(m_files, variable);
    if (!source)
        return;
    for (const Stage &stage : m_workspace.m_stages) {
        const AddressReference reference = stage.urlReference.isEmpty()
                                               ? AddressReference()
                                               : AddressReference::parse(stage.urlReference);
        if (reference.kind != AddressReference::Kind::Variable || reference.name.isEmpty())
            continue;
        const auto address = findIfReadable(m_files, reference.name, reference.file);
        if (address && address->value == source->value) {
            m_workspace.m_sourceStage = stage.name;
            return;
        }
    }
    Stage stage;
    stage.name = QStringLiteral("source");
    if (find(stage.name))
        return;
    stage.urlReference = QStringLiteral("env:") + variable;
    stage.readOnly = true;
    m_workspace.m_sourceStage = stage.name;
    m_workspace.m_stages.push_back(std::move(stage));
}

void WorkspaceReader::resolveStages()
{
    for (Stage &stage : m_workspace.m_stages) {
        if (!stage.problem.isEmpty())
            continue;
        if (stage.urlReference.isEmpty()) {
            stage.problem = tr("No address: neither a url in arborist.toml nor a file .env.%1.")
                                .arg(stage.name);
            continue;
        }
        try {
            const SecretAccess inMemory{false, {stage.awsProfile, stage.awsRegion}, {}};
            stage.origin =
                readAddress(AddressReference::parse(stage.urlReference), m_files, inMemory).origin;
        } catch (const Error &error) {
            stage.problem =
                error.hint().isEmpty() ? error.message() : error.message() + u' ' + error.hint();
            continue;
        }
    }
    assignColours(m_workspace.m_stages);
}

void WorkspaceReader::chooseDefaultStage()
{
    m_workspace.m_defaultStage =
        m_fileDefault.isEmpty() ? m_workspace.m_stages.front().name : m_fileDefault;
    for (const QString &name :
         {QStringLiteral("ARBORIST_STAGE"), QStringLiteral("DEVSTRIDE_STAGE")}) {
        const QString asked = Dotenv::processVariable(name).value_or(QString()).trimmed();
        // A name that no stage has is kept: another stage in its place could be the one that was
        // not meant. In .env, which other tools read too, it is only a wish.
        const auto wished = findIfReadable(m_files, name);
        if (!asked.isEmpty()) {
            m_workspace.m_defaultStage = asked;
            return;
        }
        if (wished && find(wished->value)) {
            m_workspace.m_defaultStage = wished->value;
            return;
        }
    }
}

Stage *WorkspaceReader::find(const QString &name)
{
    for (Stage &stage : m_workspace.m_stages) {
        if (stage.name == name)
            return &stage;
    }
    return nullptr;
}

} // namespace arborist::stages
