/// How the report looks: on a screen of any width, in light and in dark, and on paper.
enum ReportStyle {
    static let css = """
        :root { color-scheme: light dark; --ground: #fff; --card: #f5f6f8; --text: #1b1e25; --dim: #555c6a; --line: #d5d9e0;
          --link: #0b57d0; --good: #17663a; --bad: #a8001c; --warn: #8a4600;
          --c0: #2f5fb3; --c1: #c2571a; --c2: #2a8061; --c3: #8a4fa3; --c4: #a8841a; --c5: #b8386b; --c6: #4f7a9c; --c7: #777; }
        @media (prefers-color-scheme: dark) { :root { --ground: #14161b; --card: #1e2128; --text: #e8eaef; --dim: #aab1be;
          --line: #3a3f4a; --link: #8ab4f8; --good: #7fd6a2; --bad: #ff9b9b; --warn: #ffc27a;
          --c0: #7ea6f0; --c1: #f09a62; --c2: #6cc9a3; --c3: #c79be0; --c4: #dcc063; --c5: #f08cb2; --c6: #97bfdd; --c7: #b0b0b0; } }
        * { box-sizing: border-box; }
        html { scroll-behavior: smooth; } @media (prefers-reduced-motion: reduce) { html { scroll-behavior: auto; } }
        body { margin: 0; background: var(--ground); color: var(--text);
          font: 16px/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif; }
        header, main, footer, nav { max-width: 70rem; margin: 0 auto; padding: 0 1.25rem; }
        header { padding-top: 2.5rem; } footer { padding: 2rem 1.25rem 3rem; color: var(--dim); }
        h1 { font-size: clamp(1.6rem, 5vw, 2.3rem); line-height: 1.15; margin: 0; letter-spacing: -.02em; }
        h2 { font-size: 1.4rem; margin: 3rem 0 .25rem; letter-spacing: -.01em; }
        h3 { font-size: 1.05rem; margin: 1.75rem 0 .5rem; } p { margin: .25rem 0 1rem; max-width: 46rem; }
        .dim, .lead, .none { color: var(--dim); } a { color: var(--link); } a:focus-visible, summary:focus-visible,
        .scroll:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; }
        .skip { position: absolute; left: -99rem; } .skip:focus { left: 1rem; top: 1rem; background: var(--ground); padding: .5rem; }
        nav ul { display: flex; flex-wrap: wrap; gap: .25rem 1.1rem; list-style: none; padding: 0; margin: 1.25rem 0 0; }
        nav a { display: inline-block; padding: .25rem 0; }
        .cards { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(44%, 14rem), 1fr)); gap: .8rem; padding: 0; margin: 1rem 0;
          list-style: none; }
        .cards li { background: var(--card); border-radius: .7rem; padding: .9rem 1rem; border-top: 4px solid var(--good); }
        .cards li.warn { border-color: var(--warn); } .cards li.bad { border-color: var(--bad); }
        .cards b { display: block; font-size: 1.9rem; line-height: 1.2; font-variant-numeric: tabular-nums; }
        .cards small { display: block; color: var(--dim); font-size: .85rem; }
        .finding { list-style: none; padding: 0; margin: 0; }
        .finding > li { border: 1px solid var(--line); border-radius: .7rem; padding: .8rem 1rem; margin: 0 0 .7rem; }
        .finding h4 { margin: 0 0 .25rem; font-size: 1rem; } .finding ul { margin: .25rem 0; padding-left: 1.2rem; }
        .finding p { margin: .3rem 0 0; max-width: none; } .finding li li { overflow-wrap: anywhere; }
        .tag { display: inline-block; border-radius: .35rem; padding: 0 .5rem; font-size: .8rem; font-weight: 600; color: #fff;
          background: #4a5160; vertical-align: 1px; margin-right: .4rem; white-space: nowrap; }
        .critical { background: #a8001c; } .high { background: #8a4600; } .medium { background: #665500; } .low { background: #3c5878; }
        code { font: .88em/1.5 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; overflow-wrap: anywhere; }
        .scroll { overflow-x: auto; } .w, .scroll th code { white-space: nowrap; } table { border-collapse: collapse; width: 100%; font-size: .92rem; }
        caption { text-align: left; color: var(--dim); padding: .25rem 0; }
        th, td { text-align: left; vertical-align: top; padding: .45rem .7rem .45rem 0; border-bottom: 1px solid var(--line); }
        th { font-weight: 600; } td.n, th.n { text-align: right; font-variant-numeric: tabular-nums; }
        thead th { color: var(--dim); font-size: .85rem; white-space: nowrap; } .late { color: var(--bad); font-weight: 600; }
        details { border: 1px solid var(--line); border-radius: .7rem; padding: .2rem 1rem; margin: 0 0 .7rem; }
        summary { cursor: pointer; padding: .6rem 0; font-weight: 600; } summary span { font-weight: 400; color: var(--dim); }
        details.plain { border: 0; padding: 0; } details.plain summary { font-weight: 400; color: var(--link); }
        svg { display: block; width: 100%; min-width: 34rem; height: auto; } svg text { fill: var(--dim); font-size: 12px; }
        .grid { stroke: var(--line); } .legend { display: flex; flex-wrap: wrap; gap: .2rem 1.2rem; list-style: none; padding: 0; }
        .key { display: inline-block; width: .8rem; height: .8rem; border-radius: .2rem; margin-right: .35rem; }
        .c0 { fill: var(--c0); } .c1 { fill: var(--c1); } .c2 { fill: var(--c2); } .c3 { fill: var(--c3); } .c4 { fill: var(--c4); }
        .c5 { fill: var(--c5); } .c6 { fill: var(--c6); } .c7 { fill: var(--c7); } .k0 { background: var(--c0); }
        .k1 { background: var(--c1); } .k2 { background: var(--c2); } .k3 { background: var(--c3); } .k4 { background: var(--c4); }
        .k5 { background: var(--c5); } .k6 { background: var(--c6); } .k7 { background: var(--c7); }
        .sheet caption { display: none; } .sheet th { width: 44%; } .sheet th .dim { font-weight: 400; font-size: .85rem; }
        @media (max-width: 40rem) { .sheet thead { display: none; } .sheet th { width: auto; } svg text { font-size: 15px; } .sheet tr { display: block; padding: .5rem 0; border-bottom: 1px solid var(--line); }
          .sheet th, .sheet td { display: block; border: 0; padding: 0; } .sheet th { color: var(--dim); font-size: .85rem; } }
        @media print { :root { color-scheme: light; } nav, .skip { display: none; } body { font-size: 10.5pt; } h2 { break-after: avoid; }
          details::details-content { content-visibility: visible; block-size: auto; } details { border: 0; padding: 0; }
          tr, .finding > li, .cards li, svg { break-inside: avoid; } .tag, .key, rect { print-color-adjust: exact; }
          svg { min-width: 0; } .scroll { overflow: visible; } @page { margin: 16mm; } }
        """
}
