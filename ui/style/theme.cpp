// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/style/theme.h"

#include <QApplication>
#include <QFont>

namespace arborist {

namespace {

QColor rgb(QRgb value)
{
    return QColor::fromRgb(value);
}

ColourScheme g_scheme = ColourScheme::System;
/// The desktop's own palette, kept before the first change of ours.
QPalette g_desktop;
bool g_desktopKnown = false;

struct StageColour {
    const char16_t *name;
    QRgb light, dark;
};

constexpr StageColour stageColours[] = {
    {u"green", 0x1B7A48, 0x5FCB93},   {u"teal", 0x0B7480, 0x55C5D0},
    {u"blue", 0x1F5FBF, 0x7FB0FF},    {u"violet", 0x7440B3, 0xBF9BF2},
    {u"magenta", 0xA8327A, 0xEE8BC2}, {u"amber", 0x8F5A00, 0xE5B25A},
    {u"red", 0xB3261E, 0xFF8A80},     {u"grey", 0x59636E, 0xA7B0BA},
};

const StageColour &stageEntry(const QString &name)
{
    for (const StageColour &entry : stageColours) {
        if (name == QStringView(entry.name)) {
            return entry;
        }
    }
    return stageColours[std::size(stageColours) - 1];
}

/// True where no desktop told Qt its colours: Fusion's built-in palette.
bool isPlain(const QPalette &palette)
{
    const QColor window = palette.color(QPalette::Window);
    return window == QColor(0xef, 0xef, 0xef) || window == QColor(0xf0, 0xf0, 0xf0);
}

} // namespace

QColor mixed(const QColor &over, const QColor &under, double share)
{
    const auto part = [share](int a, int b) { return int(a * share + b * (1 - share) + 0.5); };
    return {part(over.red(), under.red()), part(over.green(), under.green()),
            part(over.blue(), under.blue())};
}

const Theme &Theme::current()
{
    static qint64 key = -1;
    static Theme theme{QApplication::palette()};
    const QPalette palette = QApplication::palette();
    if (palette.cacheKey() != key) {
        theme = Theme(palette);
        key = palette.cacheKey();
    }
    return theme;
}

Theme::Theme(const QPalette &palette)
    : dark(palette.color(QPalette::Base).lightnessF() < 0.5),
      window(palette.color(QPalette::Window)),
      base(palette.color(QPalette::Base)),
      text(palette.color(QPalette::Text)),
      accent(palette.color(QPalette::Highlight)),
      onAccent(palette.color(QPalette::HighlightedText))
{
    const auto pick = [this](QRgb light, QRgb darkValue) { return rgb(dark ? darkValue : light); };
    text2 = pick(0x56606B, 0xA3ACB7);
    disabled = pick(0x8A939E, 0x6C7580);
    edge = pick(0x868F9A, 0x75808B);
    border = pick(0xD3D8DE, 0x3A4149);
    hairline = pick(0xECEEF1, 0x272C32);
    const QPalette own = Theme::palette(dark);
    selection = accent == own.color(QPalette::Highlight) ? pick(0xDCE8FA, 0x213654)
                                                         : mixed(accent, base, dark ? 0.20 : 0.15);
    selectionInactive = pick(0xE6E9ED, 0x2C323A);
    hover = pick(0xF0F3F7, 0x22272D);
    bar = pick(0x6C86A8, 0x7A93B5);
    track = pick(0xE6EAEF, 0x2D333A);
    quarterLine = pick(0xE6E9ED, 0x2C3239);
    gridLine = pick(0xE3E7EB, 0x2C3239);
    scrollThumb = pick(0xB4BCC5, 0x5A646F);
    disc = pick(0xE9ECF0, 0x2C323A);
    protectedBar = pick(0xA3211B, 0x8C1D18);
    protectedText = rgb(0xFFFFFF);
    protectedText2 = pick(0xFBDCDA, 0xF6CFCC);
    m_ok = {pick(0x146C43, 0x6BD39B), pick(0x2A9463, 0x3FA873), pick(0xE2F3EA, 0x17302A)};
    m_drift = {pick(0x8A4B00, 0xF0B455), pick(0xC77700, 0xD6962F), pick(0xFCEFDA, 0x3A2B12)};
    m_danger = {pick(0xA8201A, 0xFF8F86), pick(0xC9362D, 0xE5534B), pick(0xFBE6E4, 0x431F1E)};
    m_info = {pick(0x1B57B5, 0x86B6FF), pick(0x3B7DDB, 0x4E8FEA), pick(0xE4EDFB, 0x1A2E4D)};
    m_plain = {text, edge, base};
    m_muted = {text2, edge, window};
    stack = {StackColours{pick(0xEBA59F, 0x7A302C), pick(0xA8201A, 0xFF8F86)},
             StackColours{pick(0xA9C4EF, 0x284E85), pick(0x1B57B5, 0x86B6FF)},
             StackColours{pick(0xC98F45, 0xB07D2B), pick(0x5C3200, 0xF7D28E)},
             StackColours{pick(0xEFC274, 0x7E5A20), pick(0x9A5800, 0xE0A548)},
             StackColours{pick(0xF8DFB2, 0x574422), pick(0xB26A00, 0xC9A15A)}};
}

QPalette Theme::palette(bool dark)
{
    const auto pick = [dark](QRgb light, QRgb darkValue) { return rgb(dark ? darkValue : light); };
    QPalette p;
    const auto set = [&p](QPalette::ColorRole role, const QColor &colour) {
        p.setColor(QPalette::All, role, colour);
    };
    set(QPalette::Window, pick(0xF4F5F7, 0x202429));
    set(QPalette::Base, pick(0xFFFFFF, 0x181B1F));
    set(QPalette::AlternateBase, pick(0xFFFFFF, 0x181B1F));
    set(QPalette::Button, pick(0xFFFFFF, 0x202429));
    for (const auto role : {QPalette::Text, QPalette::WindowText, QPalette::ButtonText}) {
        set(role, pick(0x1D2126, 0xE4E7EB));
        p.setColor(QPalette::Disabled, role, pick(0x8A939E, 0x6C7580));
    }
    set(QPalette::BrightText, rgb(0xFFFFFF));
    set(QPalette::PlaceholderText, pick(0x56606B, 0xA3ACB7));
    set(QPalette::Highlight, pick(0x1E62CC, 0x6CA6FF));
    set(QPalette::HighlightedText, pick(0xFFFFFF, 0x0E1114));
    set(QPalette::Link, pick(0x1E62CC, 0x6CA6FF));
    set(QPalette::LinkVisited, pick(0x7440B3, 0xBF9BF2));
    set(QPalette::ToolTipBase, pick(0xFFFFFF, 0x2C323A));
    set(QPalette::ToolTipText, pick(0x1D2126, 0xE4E7EB));
    set(QPalette::Light, pick(0xFFFFFF, 0x3A4149));
    set(QPalette::Midlight, pick(0xECEEF1, 0x2D333A));
    set(QPalette::Mid, pick(0xD3D8DE, 0x3A4149));
    set(QPalette::Dark, pick(0x868F9A, 0x75808B));
    set(QPalette::Shadow, pick(0x56606B, 0x0E1114));
    return p;
}

void Theme::apply(ColourScheme scheme)
{
    if (!g_desktopKnown) {
        g_desktop = QApplication::palette();
        g_desktopKnown = true;
        // Without a desktop Qt's default is a generic 9 pt face; the window is drawn for 10 pt.
        if (isPlain(g_desktop) && QApplication::font().pointSize() <= 9) {
            QFont font = QApplication::font();
            font.setPointSize(10);
            QApplication::setFont(font);
        }
    }
    g_scheme = scheme;
    if (scheme == ColourScheme::System && !isPlain(g_desktop)) {
        // An empty palette hands control back to the desktop, so its later changes are followed.
        QApplication::setPalette(QPalette());
    } else {
        QApplication::setPalette(palette(scheme == ColourScheme::Dark));
    }
}

ColourScheme Theme::scheme()
{
    return g_scheme;
}

const ToneColours &Theme::tone(Tone tone) const
{
    switch (tone) {
    case Tone::Plain:
        return m_plain;
    case Tone::Muted:
        return m_muted;
    case Tone::Ok:
        return m_ok;
    case Tone::Drift:
        return m_drift;
    case Tone::Danger:
        return m_danger;
    case Tone::Info:
        return m_info;
    }
    return m_plain;
}

QColor Theme::textIn(Tone t) const
{
    return tone(t).text;
}

QColor Theme::stageColour(const QString &name) const
{
    const StageColour &entry = stageEntry(name);
    return rgb(dark ? entry.dark : entry.light);
}

QColor Theme::stageText() const
{
    return rgb(dark ? 0x101316 : 0xFFFFFF);
}

QColor Theme::lightStageColour(const QString &name)
{
    return rgb(stageEntry(name).light);
}

} // namespace arborist
