// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/view_export.h"

#include "services/core/whole_file.h"
#include "ui/shell/dialogs.h"
#include "ui/shell/session.h"
#include <QBuffer>
#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>
#include <QImage>
#include <QPainter>
#include <QSaveFile>
#include <QSvgGenerator>

namespace arborist {

namespace {

constexpr int kPngScale = 2;
constexpr int kDotsPerInch = 96;

/// The translation context of this file.
class ViewExport
{
    Q_DECLARE_TR_FUNCTIONS(ViewExport)
};

using Writing = std::function<void(QIODevice &, const std::stop_token &)>;

Writing pngWriting(const ExportableView &view)
{
    QImage image(view.size * kPngScale, QImage::Format_ARGB32_Premultiplied);
    if (image.isNull()) {
        throw Error(ViewExport::tr("The picture is too large: %1 × %2 pixels.")
                        .arg(view.size.width() * kPngScale)
                        .arg(view.size.height() * kPngScale),
                    ViewExport::tr("Export it as SVG, or make the view smaller."));
    }
    image.setDevicePixelRatio(kPngScale);
    image.fill(Qt::transparent);
    QPainter painter(&image);
    view.paint(painter);
    painter.end();
    return [image](QIODevice &device, const std::stop_token &) {
        if (!image.save(&device, "PNG"))
            throw Error(
                ViewExport::tr("The picture could not be written: %1.").arg(device.errorString()),
                ViewExport::tr("Choose a place with enough room."));
    };
}

Writing svgWriting(const ExportableView &view)
{
    QByteArray drawing;
    QBuffer buffer(&drawing);
    QSvgGenerator generator;
    generator.setOutputDevice(&buffer);
    generator.setSize(view.size);
    generator.setViewBox(QRect(QPoint(), view.size));
    generator.setResolution(kDotsPerInch);
    generator.setTitle(view.name);
    QPainter painter(&generator);
    view.paint(painter);
    painter.end();
    return [drawing](QIODevice &device, const std::stop_token &) {
        if (device.write(drawing) != drawing.size())
            throw Error(
                ViewExport::tr("The picture could not be written: %1.").arg(device.errorString()),
                ViewExport::tr("Choose a place with enough room."));
    };
}

void writeFile(const QString &file, const Writing &writing, const std::stop_token &stop)
{
    QSaveFile target(file);
    const auto problem = [&](const QString &hint) {
        return Error(ViewExport::tr("%1 could not be written: %2.")
                         .arg(QDir::toNativeSeparators(file), target.errorString()),
                     hint);
    };
    if (!target.open(QIODevice::WriteOnly))
        throw problem(ViewExport::tr("Choose another folder."));
    writing(target, stop);
    if (!commitWhole(target))
        throw problem(ViewExport::tr("Choose a place with enough room."));
}

} // namespace

void exportTo(Session &session, QWidget *parent, const QString &file, const ExportableView &view,
              std::function<void(const Error &)> failed)
{
    const QString format = QFileInfo(file).suffix().toLower();
    Writing writing;
    try {
        if (format == u"csv" && view.table)
            writing = view.table;
        else
            writing = format == u"svg" ? svgWriting(view) : pngWriting(view);
    } catch (const Error &error) {
        failed(error);
        return;
    }
    JobRequest request;
    request.title = ViewExport::tr("Export %1").arg(QFileInfo(file).fileName());
    request.icon = QStringLiteral("document-export");
    request.work = [file, writing](OperationContext &context) {
        writeFile(file, writing, context.stop);
        return std::any(file);
    };
    session.jobs().start(std::move(request), parent, [failed](const Outcome &outcome) {
        if (outcome.state == JobState::Failed && outcome.error)
            failed(*outcome.error);
    });
}

void askAndExport(Session &session, QWidget *parent, const QString &prefix,
                  const ExportableView &view, std::function<void(const Error &)> failed)
{
    QList<FileKind> kinds{{ViewExport::tr("PNG picture"), QStringLiteral("png")},
                          {ViewExport::tr("SVG drawing"), QStringLiteral("svg")}};
    if (view.table)
        kinds.append({ViewExport::tr("Comma separated values"), QStringLiteral("csv")});
    askFileToWrite(parent, ViewExport::tr("Export"), prefix + view.name, kinds,
                   [&session, parent, view, failed = std::move(failed)](const QString &file) {
                       exportTo(session, parent, file, view, failed);
                   });
}

} // namespace arborist
