// What the one-file builds leave out of Lit, which must stay small: parts of it that this element has no
// use for. Each text is Lit's own, of the version that package.json names; another version fails the
// build here, and then says where to look. Packages and applications get Lit whole.

/** File of Lit -> [what stands there, what stands there instead (default: nothing)]. */
export const litCuts = {
  '@lit/reactive-element/css-tag.js': [
    // An error for who constructs styles by hand, and style sheets that are no text.
    [/if\(this\._\$cssResult\$=!0,o!==s\)throw Error\("[^"]*"\);/],
    ['t.ShadowRoot&&(void 0===t.ShadyCSS||t.ShadyCSS.nativeShadow)&&'],
    ['&&"replace"in CSSStyleSheet.prototype'],
    [/c=e\?t=>t:.*?\(t\):t;/, 'c=t=>t;'],
    [
      /const s=this\.t;if\(e&&void 0===t\)\{.*?\}return t\}/,
      't||(this.o=t=new CSSStyleSheet).replaceSync(this.cssText);return t}',
    ],
    ['t=>t instanceof CSSStyleSheet?t:t.styleSheet', 't=>t.styleSheet'],
  ],
  '@lit/reactive-element/reactive-element.js': [
    // Properties that write attributes, and converters for numbers, objects and of one's own.
    [/toAttribute\(t,s\)\{.*?return t\},/],
    [/case Number:.*?catch\(t\)\{i=null\}/],
    [/_\$ET\(t,s\)\{.*?(?=_\$AK\(t,s\))/],
    [/this\._\$Eq&&=this\._\$Eq\.forEach\(t=>this\._\$ET\(t,this\[t\]\)\),/],
    [/,!0===e&&this\._\$Em!==t&&\(this\._\$Eq\?\?=new Set\)\.add\(t\)/],
    [/h="function"==typeof t\.converter\?.*?:u;/, 'h=u;'],
    // Defaults that an attribute's removal brings back.
    [/i&&!\(this\._\$Ej\?\?=new Map\).*?void 0!==r\)\|\|/],
    ['??this._$Ej?.get(e)??r'],
    [/\|\|i\.useDefault&&.*?_\$Eu\(t,i\)\)/],
    ['(this.hasUpdated||i||(s=void 0)', '(this.hasUpdated||(s=void 0)'],
    // What decorators keep.
    ['Symbol.metadata??=Symbol("metadata"),a.litPropertyMetadata??=new WeakMap;'],
    [/const t=this\[Symbol\.metadata\];.*?(?=this\._\$Eh=new Map)/],
    ['static addInitializer(t){this._$Ei(),(this.l??=[]).push(t)}'],
    [',void 0!==t.l&&(this.l=[...t.l])'],
    [',this.constructor.l?.forEach(t=>t(this))'],
    // Controllers.
    [/addController\(t\)\{.*?removeController\(t\)\{.*?\}/],
    [/,this\._\$EO\?\.forEach\(t=>t\.hostConnected\?\.\(\)\)/],
    [/this\._\$EO\?\.forEach\(t=>t\.hostDisconnected\?\.\(\)\)/],
    [/this\._\$EO\?\.forEach\(t=>t\.hostUpdate\?\.\(\)\),/],
    [/this\._\$EO\?\.forEach\(t=>t\.hostUpdated\?\.\(\)\),/],
    // Accessors and attribute names of one's own; hooks that nothing here hooks into.
    [
      /const\{get:e,set:r\}=h\(this\.prototype,t\).*?set\(s\)\{.*?\}/,
      'return{get(){return this[s]},set(e){const h=this[s];this[s]=e,this.requestUpdate(t,h,i)}',
    ],
    [
      /if\(s\.state&&.*?void 0!==h&&e\(this\.prototype,t,h\)\}/,
      'this._$Ei(),this.elementProperties.set(t,s),e(this.prototype,t,this.getPropertyDescriptor(t,Symbol(),s))',
    ],
    [/const t=this\.constructor\.elementProperties;if\(t\.size>0\)for.*?\}(?=\}let t=!1)/],
    [/const i=s\.attribute;.*?:void 0\}/, 'return t.toLowerCase()}'],
    ['attribute:!0,type:String,converter:u,reflect:!1,useDefault:!1,hasChanged:f', 'type:String'],
    ['(i.hasChanged??f)', 'f'],
    [
      /t=this\.shouldUpdate\(s\),t\?\((.*?)\):this\._\$EM\(\)/,
      'this.willUpdate(s),this.update(s),t=!0',
    ],
    ['t&&this._$AE(s)', 't&&(this.hasUpdated=!0)'],
    [/_\$AE\(t\)\{.*?this\.updated\(t\)\}/],
    ['shouldUpdate(t){return!0}'],
    ['updated(t){}firstUpdated(t){}'],
    [/const t=this\.scheduleUpdate\(\);return null!=t&&await t,/, 'this.performUpdate();return'],
    ['scheduleUpdate(){return this.performUpdate()}'],
    [
      /let t=!1;const s=this\._\$AL;try\{(.*?),t=!0\}catch.*?&&\(this\.hasUpdated=!0\)/,
      'const s=this._$AL;this.willUpdate(s),this.update(s),this.hasUpdated=!0',
    ],
    ['&&this._$Em!==e'],
    ['this._$Em=e;'],
    [
      /const r=this\.constructor;if\(!1===e&&\(h=this\[t\]\),i\?\?=r\.getPropertyOptions\(t\),/,
      'if(!1===e&&(h=this[t]),',
    ],
    ['this.C(t,s,i)', 'this.C(t,s)'],
    [/C\(t,s,\{.*?\},r\)/, 'C(t,s)'],
    ['static getPropertyOptions(t){return this.elementProperties.get(t)??b}'],
    [/u=\{fromAttribute.*?return i\}\},/, 'u=0,'],
    [/b=\{type:String\}/, 'b=0'],
    ['this._$Em=null,'],
    ['[...r(t),...o(t)]', 'r(t)'],
    ['getOwnPropertySymbols:o,'],
    // Attributes are called like their properties, in small letters.
    ['this._$Eh&&[...this._$Eh.keys()]', '[...this.elementProperties.keys()]'],
    [/this\._\$Eh=new Map;for.*?set\(i,t\)\}/],
    [/static _\$Eu\(t,s\)\{return t\.toLowerCase\(\)\}/],
    [
      /this\._\$AK\(t,i\)\}_\$AK\(t,s\)\{.*?\}\}(?=requestUpdate)/,
      'this[t]=this.constructor.elementProperties.get(t).type?null!==i:i}',
    ],
    // Lists of styles; polyfills of browsers without shadow trees.
    [/const i=\[\];if\(Array\.isArray\(s\)\)\{.*?return i\}/, 'return[t(s)]}'],
    [/,p\?\.\(\{ReactiveElement:y\}\),\(a\.reactiveElementVersions\?\?=\[\]\)\.push\("[\d.]+"\)/],
    ['p=a.reactiveElementPolyfillSupport,'],
  ],
  'lit-html/lit-html.js': [
    // SVG and MathML.
    ['2===i?"<svg>":3===i?"<math>":""', '""'],
    ['+(2===i?"</svg>":3===i?"</math>":"")'],
    [/,2===i\|\|3===i\)\{.*?childNodes\)\}/, ',0);'],
    // Values inside of <style>, <textarea> and comments, and of whole elements.
    [/if\(y\.test\(r\.tagName\)\)\{.*?r\.append\(t\[i\],c\(\)\)\}\}/],
    ['(y.test(u[2])&&(n=RegExp("</"+u[2],"g")),c=p)', '(c=p)'],
    [/else\{let t=-1;for\(;-1!==.*?o\.length-1\}/],
    [/else t\.startsWith\(o\)&&\(.*?removeAttribute\(t\)\)/],
    [':6===r.type&&(i=new Z(h,this,t))', ':0'],
    [/class Z\{.*?M\(this,t\)\}\}/, 'class Z{}'],
    // Directives, lists, nodes as values, precompiled templates.
    [/function M\(t,i,s=t,e\)\{.*?\),i\}/, 'function M(t,i){return i}'],
    [':void 0!==t.nodeType?this.T(t):d(t)?this.k(t):this._(t)', ':this._(t)'],
    [/k\(t\)\{u\(this\._\$AH\)\|\|.*?i\.length=e\)\}/],
    [/"number"==typeof s\?this\._\$AC\(t\):\(.*?,s\);/, 'this._$AC(t);'],
    // Attributes of several pieces; the tree that directives ask for.
    [/,s\.length>2\|\|""!==s\[0\].*?this\._\$AH=A\}/, '}'],
    [
      /const h=this\.strings;let o=!1;if\(void 0===h\)(.*?);else\{.*?o&&!e&&this\.j\(t\)/,
      'let o=!a(t)||t!==this._$AH&&t!==E;o&&(this._$AH=t),o&&this.j(t)',
    ],
    [/void 0!==s&&\(void 0!==s\.strings\?\(.*?\):s\._\$AI\(t\[i\]\)\)/, 's._$AI(t[i])'],
    [/get parentNode\(\)\{return this\._\$AM\.parentNode\}/],
    [/get _\$AU\(\)\{return this\._\$AM\._\$AU\}/],
    [/get _\$AU\(\)\{return this\._\$AM\?\._\$AU\?\?this\._\$Cv\}/],
    [/get tagName\(\)\{return this\.element\.tagName\}get _\$AU\(\)\{return this\._\$AM\._\$AU\}/],
    [/,this\._\$Cv=e\?\.isConnected\?\?!0/],
    [/get parentNode\(\)\{let t=this\._\$AA.*?get endNode\(\)\{return this\._\$AB\}/],
    [/setConnected\(t\)\{.*?\}\}class H/, '}class H'],
    ['this._$AP?.(!1,!0,s);', ';'],
    [/if\(!u\(t\)\|\|!t\.hasOwnProperty\("raw"\)\)throw Error\("[^"]*"\);/],
    // Properties (`.name=`) and options of listeners.
    ['"."===e[1]?I:'],
    [
      /_\$AI\(t,i=this\)\{if\(\(t=M\(this,t,i,0\)\?\?A\)===E\)return;.*?this\._\$AH=t\}/,
      '_$AI(t){this._$AH===A&&this.element.addEventListener(this.name,this),this._$AH=t}',
    ],
    [/constructor\(t,i,s,e,h\)\{super\(t,i,s,e,h\),this\.type=5\}/],
    [/constructor\(\)\{super\(\.\.\.arguments\),this\.type=4\}/],
    ['(t?.creationScope??l)', 'l'],
    ['&&t!==E&&this._(t)', '&&this._(t)'],
    ['!a(t)||t!==this._$AH&&t!==E', 't!==this._$AH'],
    [
      /if\(void 0===h\)\{const t=s\?\.renderBefore\?\?null;.*?\?\?\{\}\)\}/,
      'h||(e._$litPart$=h=new k(i.insertBefore(c(),null),null,void 0,s));',
    ],
    ['const e=s?.renderBefore??i;', 'const e=i;'],
    [
      /"function"==typeof this\._\$AH\?(.*?):this\._\$AH\.handleEvent\(t\)/,
      'this._$AH.call(this.options.host,t)',
    ],
    [/B\?\.\(S,k\),\(t\.litHtmlVersions\?\?=\[\]\)\.push\("[\d.]+"\);/],
    ['B=t.litHtmlPolyfillSupport;', 'B=0;'],
  ],
  'lit-element/lit-element.js': [
    [/this\.hasUpdated\|\|\(this\.renderOptions\.isConnected=this\.isConnected\),/],
    [/connectedCallback\(\)\{.*?(?=render\(\))/],
    [/createRenderRoot\(\)\{.*?firstChild,t\}/],
    [',s.litElementHydrateSupport?.({LitElement:i})'],
    ['const o=s.litElementPolyfillSupport;o?.({LitElement:i});'],
    [/\(s\.litElementVersions\?\?=\[\]\)\.push\("[\d.]+"\);/],
  ],
}
