// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/style/icons.h"

#include "ui/style/icon_drawings.h"
#include "ui/style/theme.h"
#include <QDir>
#include <QFile>
#include <QHash>
#include <QIconEngine>
#include <QPainter>
#include <QPixmapCache>
#include <QStandardPaths>
#include <QSvgRenderer>

namespace arborist {

namespace {

QColor colourOf(IconTone tone)
{
    const Theme &theme = Theme::current();
    switch (tone) {
    case IconTone::Text:
        return theme.text;
    case IconTone::Text2:
        return theme.text2;
    case IconTone::Accent:
        return theme.accent;
    case IconTone::Disabled:
        return theme.disabled;
    case IconTone::OnAccent:
        return theme.onAccent;
    case IconTone::White:
        return theme.protectedText;
    case IconTone::WhiteMuted:
        return theme.protectedText2;
    }
    return theme.text;
}

/// Where icon themes are installed. Qt knows these folders only where a desktop told it.
const QStringList &iconFolders()
{
    static const QStringList folders =
        QStandardPaths::locateAll(QStandardPaths::GenericDataLocation, QStringLiteral("icons"),
                                  QStandardPaths::LocateDirectory);
    return folders;
}

/// Path of Breeze's drawing for that size; empty if Breeze is not installed or lacks it.
QString breezeFile(const QString &name, int size)
{
    static QHash<QString, QString> known;
    const QString key = name + QString::number(size > 20);
    if (const auto hit = known.constFind(key); hit != known.cend()) {
        return *hit;
    }
    const QStringList sizes =
        size > 20 ? QStringList{QStringLiteral("32"), QStringLiteral("22"), QStringLiteral("16")}
                  : QStringList{QStringLiteral("16"), QStringLiteral("22")};
    QString found;
    for (const QString &base : iconFolders()) {
        for (const QLatin1String group :
             {QLatin1String("actions"), QLatin1String("places"), QLatin1String("status")}) {
            for (const QString &folder : sizes) {
                const QString file = QStringLiteral("%1/breeze/%2/%3/%4.svg")
                                         .arg(base, QString(group), folder, name);
                if (found.isEmpty() && QFile::exists(file)) {
                    found = file;
                }
            }
        }
    }
    known.insert(key, found);
    return found;
}

/// Breeze marks its text colour in a style sheet inside the SVG; other colours (the red cross of a
/// broken connection) stay.
bool drawBreeze(QPainter &painter, const QString &name, int size, const QColor &colour)
{
    const QString path = breezeFile(name, size);
    QFile file(path);
    if (path.isEmpty() || !file.open(QIODevice::ReadOnly)) {
        return false;
    }
    QByteArray svg = file.readAll();
    const bool marked = svg.contains("ColorScheme-Text");
    svg.replace("#232629", colour.name().toLatin1());
    svg.replace("#4d4d4d", colour.name().toLatin1());
    QSvgRenderer renderer(svg);
    if (!renderer.isValid()) {
        return false;
    }
    renderer.render(&painter, QRectF(0, 0, size, size));
    if (!marked) {
        painter.setCompositionMode(QPainter::CompositionMode_SourceIn);
        painter.fillRect(QRectF(0, 0, size, size), colour);
    }
    return true;
}

bool drawFromTheme(QPainter &painter, const QString &name, int size, const QColor &colour)
{
    const QIcon found = QIcon::fromTheme(name + QStringLiteral("-symbolic"));
    if (found.isNull()) {
        return false;
    }
    found.paint(&painter, QRect(0, 0, size, size));
    painter.setCompositionMode(QPainter::CompositionMode_SourceIn);
    painter.fillRect(QRectF(0, 0, size, size), colour);
    return true;
}

class TintedIcon : public QIconEngine
{
public:
    TintedIcon(QString name, IconTone tone) : m_name(std::move(name)), m_tone(tone) {}

    void paint(QPainter *painter, const QRect &rect, QIcon::Mode mode, QIcon::State state) override
    {
        Q_UNUSED(state)
        const int size = std::min(rect.width(), rect.height());
        const QColor colour =
            mode == QIcon::Disabled ? Theme::current().disabled : colourOf(m_tone);
        const QPixmap pixmap =
            iconPixmap(m_name, size, colour, painter->device()->devicePixelRatioF());
        painter->drawPixmap(rect.x() + (rect.width() - size) / 2,
                            rect.y() + (rect.height() - size) / 2, pixmap);
    }

    QPixmap pixmap(const QSize &size, QIcon::Mode mode, QIcon::State state) override
    {
        Q_UNUSED(state)
        const QColor colour =
            mode == QIcon::Disabled ? Theme::current().disabled : colourOf(m_tone);
        return iconPixmap(m_name, std::min(size.width(), size.height()), colour, 1);
    }

    QIconEngine *clone() const override { return new TintedIcon(m_name, m_tone); }
    QString iconName() override { return m_name; }

private:
    QString m_name;
    IconTone m_tone;
};

} // namespace

QIcon icon(const QString &name, IconTone tone)
{
    return QIcon(new TintedIcon(name, tone));
}

QPixmap iconPixmap(const QString &name, int size, const QColor &colour, qreal ratio)
{
    const QString key =
        QStringLiteral("arborist/%1/%2/%3/%4")
            .arg(name, QString::number(size), colour.name(), QString::number(ratio));
    QPixmap pixmap;
    if (QPixmapCache::find(key, &pixmap)) {
        return pixmap;
    }
    pixmap = QPixmap(QSize(size, size) * ratio);
    pixmap.setDevicePixelRatio(ratio);
    pixmap.fill(Qt::transparent);
    QPainter painter(&pixmap);
    painter.setRenderHint(QPainter::Antialiasing);
    const bool desktopHasTheme = !QIcon::themeName().isEmpty() &&
                                 QIcon::themeName() != QStringLiteral("hicolor") &&
                                 !QIcon::themeName().startsWith(QStringLiteral("breeze"));
    const bool drawn = (desktopHasTheme && drawFromTheme(painter, name, size, colour)) ||
                       drawBreeze(painter, name, size, colour);
    if (!drawn) {
        painter.scale(size / 16.0, size / 16.0);
        drawOwnIcon(painter, name, colour);
    }
    painter.end();
    QPixmapCache::insert(key, pixmap);
    return pixmap;
}

void setUpIcons()
{
    if (QIcon::fallbackThemeName().isEmpty()) {
        QIcon::setFallbackThemeName(QStringLiteral("breeze"));
    }
}

} // namespace arborist
