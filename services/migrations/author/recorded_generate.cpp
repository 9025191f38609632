// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/migrations/author/recorded_generate.h"

#include "services/core/redact.h"
#include "services/migrations/files/readers.h"
#include "services/operations/file_operation.h"
#include <QCoreApplication>
#include <QDir>
#include <QDirIterator>
#include <QFileInfo>
#include <QHash>

namespace arborist::migrations {

namespace {

using Outcome = GenerateResult::Outcome;
using stages::FileChange;

/// Snapshots are large, and only ever added to.
constexpr qint64 kMostKept = 4 * 1024 * 1024;

QString tr(const char *text)
{
    return QCoreApplication::translate("GenerateMigration", text);
}

/// What a folder held before: contents, but for what is too large to be kept.
class FormerFiles
{
public:
    explicit FormerFiles(const MigrationSet &set) : m_set(set)
    {
        each([this](const QString &path, const QFileInfo &info) {
            Former former{info.size(), info.lastModified(), {}};
            if (info.size() <= kMostKept && !path.endsWith(u"snapshot.json"))
                former.content = stages::readContent(path, shown(path));
            m_files.insert(path, std::move(former));
        });
    }

    /// New ones, and changed ones of which the former content is known.
    std::vector<FileChange> changes() const
    {
        std::vector<FileChange> changes;
        each([&](const QString &path, const QFileInfo &info) {
            const auto former = m_files.constFind(path);
            const bool isNew = former == m_files.constEnd();
            if (!isNew && (!former->content ||
                           (former->size == info.size() && former->at == info.lastModified())))
                return;
            FileChange change{path, shown(path), isNew ? std::nullopt : former->content,
                              stages::readContent(path, shown(path))};
            if (change.changesAnything())
                changes.push_back(std::move(change));
        });
        return changes;
    }

private:
    struct Former {
        qint64 size = 0;
        QDateTime at;
        stages::FileContent content;
    };

    template <typename Visit> void each(Visit visit) const
    {
        QDirIterator files(m_set.folder, QDir::Files | QDir::Hidden | QDir::NoSymLinks,
                           QDirIterator::Subdirectories);
        while (files.hasNext()) {
            const QString path = files.next();
            visit(path, files.fileInfo());
        }
    }
    QString shown(const QString &path) const
    {
        return shownPath(m_set, QDir(m_set.folder).relativeFilePath(path));
    }

    const MigrationSet &m_set;
    QHash<QString, Former> m_files;
};

class GenerateOperation final : public operations::FileOperation
{
public:
    GenerateOperation(Plan plan, const GenerateRequest &request, TerminalProcess &console,
                      const std::function<void(const QByteArray &)> &output)
        : FileOperation(stages::Verb::Generate, std::move(plan), {}),
          m_request(request),
          m_console(console),
          m_output(output)
    {
    }

    bool hasWork() const override { return true; }

    void run(operations::Run &run) override
    {
        const FormerFiles former(m_request.set);
        run.beginStep(plan().steps.front().title);
        try {
            m_result = generate(m_request, m_console, m_output, run.context().stop);
        } catch (...) {
            keepWritten(run, former.changes()); // before it was stopped
            throw;
        }
        keepWritten(run, former.changes());
        if (m_result->outcome != Outcome::Made && m_result->outcome != Outcome::NothingToDo)
            throw Error(m_result->message, m_result->hint);
        run.note(m_result->message);
    }

    const std::optional<GenerateResult> &result() const { return m_result; }

private:
    const GenerateRequest &m_request;
    TerminalProcess &m_console;
    const std::function<void(const QByteArray &)> &m_output;
    std::optional<GenerateResult> m_result;
};

Plan planOf(const GenerateRequest &request)
{
    Plan plan;
    plan.operation = QStringLiteral("generate");
    plan.request = {{QStringLiteral("tool"), toKey(request.set.tool)},
                    {QStringLiteral("folder"), request.set.shown},
                    {QStringLiteral("command"), redacted(request.command.shown())},
                    {QStringLiteral("name"), request.name}};
    PlanStep step;
    step.title = tr("Run “%1”").arg(redacted(request.command.shown()));
    plan.steps.push_back(step);
    plan.wayBack = tr("The files that it makes are taken away by undo, and those that it changes "
                      "are written back.");
    return plan;
}

} // namespace

GenerateResult recordedGenerate(const GenerateRequest &request, TerminalProcess &console,
                                const std::function<void(const QByteArray &)> &output,
                                const operations::Order &order, OperationContext &context,
                                QString *id)
{
    if (request.command.isEmpty())
        return generate(request, console, output, context.stop); // throws: nothing is to be run
    GenerateOperation operation(planOf(request), request, console, output);
    const Report report = operations::execute(operation, order, context);
    if (id)
        *id = report.run;
    if (operation.result())
        return *operation.result();
    throw report.error.value_or(Error::cancelled());
}

} // namespace arborist::migrations
